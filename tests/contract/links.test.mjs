import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, status } from './client.mjs';
import { rejects } from './expect.mjs';
import { activity, resident, volunteer } from './people.mjs';
import { startServer } from './server.mjs';

let server;
let client;
let results;

const BY_CAR = [{ mode: 'CAR', max_minutes: 30 }];
const free = (start_time, end_time) => ({
  windows: [{ weekday: 'TUESDAY', start_time, end_time, weeks: 'EVERY' }],
});

const RECORDS = [
  { resident: resident({ external_id: 'R-shy', travel: [], availability: free('09:00', '13:00') }) },
  { volunteer: volunteer({ external_id: 'V-whole', travel: BY_CAR, availability: free('09:00', '13:00') }) },
  { volunteer: volunteer({ external_id: 'V-half', travel: BY_CAR, availability: free('09:00', '11:00') }) },
  { activity: activity({ external_id: 'A-choir' }) },
  ...['P-1', 'P-2', 'P-3'].map((external_id) => ({ resident: resident({ external_id, peer_links: true }) })),
];

before(async () => {
  server = await startServer();
  client = connect(server.grpc);
  results = await client.importRecords(RECORDS);
});
after(async () => {
  client?.close();
  await server?.stop();
});

const nameOf = (line) => results.get(line).name;

describe('triads', () => {
  it('finds who can go along the first three times, with the dates', async () => {
    const { triads, excluded_total } = await client.matching.searchTriads({ resident: 'ext:R-shy' });
    assert.deepEqual(triads.map(({ volunteer: name }) => name), [nameOf(2)]);
    const [triad] = triads;
    assert.equal(triad.activity, nameOf(4));
    assert.equal(triad.way, 'TOGETHER');
    assert.equal(triad.visits.length, 3);
    for (const { date } of triad.visits) assert.equal(new Date(`${date}T12:00:00Z`).getUTCDay(), 2);
    assert.ok(triad.score > 0 && triad.score <= 1);
    assert.ok(triad.texts.length > 0);
    assert.equal(excluded_total, 1);
  });

  it('says why somebody who must leave halfway cannot', async () => {
    const { excluded } = await client.matching.searchTriads({
      resident: 'ext:R-shy',
      activity: 'ext:A-choir',
      include_excluded: true,
    });
    assert.deepEqual(excluded.map(({ volunteer: name }) => name), [nameOf(3)]);
    const [{ pair, reason }] = excluded[0].reasons;
    assert.equal(pair, 'ALL_THREE');
    assert.equal(reason.code, 'TIME_OVERLAP');
    assert.ok(reason.text);
  });

  it('refuses what it cannot answer', async () => {
    await rejects(client.matching.searchTriads({ resident: 'ext:V-whole' }), status.INVALID_ARGUMENT);
    await rejects(client.matching.searchTriads({ resident: 'ext:nobody' }), status.NOT_FOUND);
  });
});

describe('circles', () => {
  it('brings neighbours together around a topic, a place and a time', async () => {
    const { circles, complete } = await client.matching.searchCircles({ settlements: ['Wervershoof'] });
    assert.equal(complete, true);
    assert.equal(circles.length, 1);
    const [circle] = circles;
    assert.equal(circle.settlement, 'Wervershoof');
    assert.deepEqual(circle.members.map(({ resident: name }) => name).sort(), [5, 6, 7].map(nameOf).sort());
    assert.equal(circle.window.weekday, 'TUESDAY');
    assert.match(circle.first_date, /^\d{4}-\d{2}-\d{2}$/);
    assert.ok(circle.texts.length > 0);
  });

  it('refuses what it cannot answer', async () => {
    await rejects(client.matching.searchCircles({ settlements: ['Rome'] }), status.INVALID_ARGUMENT);
    await rejects(client.matching.searchCircles({ min_size: 9 }), status.INVALID_ARGUMENT);
  });
});
