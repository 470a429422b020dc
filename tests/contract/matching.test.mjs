import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, status } from './client.mjs';
import { rejects } from './expect.mjs';
import { activity, daysAgo, organisation, resident, volunteer } from './people.mjs';
import { startServer } from './server.mjs';

let server;
let client;
let results;

const POLISH = [{ code: 'pl', level: 'FLUENT' }];
const MEDEMBLIK = { postcode: '1671', settlement: 'Medemblik' };
const NEARBY = [{ mode: 'BIKE', max_minutes: 5 }];
const LAPSED = { state: 'VALID', issued_date: daysAgo(5000), checked_by: 'coordinator' };
const UNHEARD_OF = [{ topic: 'no.such', attitude: 'LIKES' }];

// One line a record, as in an import file; the lines are counted from 1.
const RECORDS = [
  // Refers to what comes only later.
  { activity: activity({ external_id: 'A-choir', organisation: 'ext:O-club' }) },
  { organisation: organisation({ external_id: 'O-club' }) },
  { resident: resident({ external_id: 'R-boer', contact_forms: ['HOME_VISIT', 'GROUP'] }) },
  { volunteer: volunteer({ external_id: 'V-anja' }) },
  { volunteer: volunteer({ external_id: 'V-bad', birth_year: 1700, interests: UNHEARD_OF }) },
  { volunteer: volunteer({ external_id: 'V-far', place: MEDEMBLIK, travel: NEARBY }) },
  { volunteer: volunteer({ external_id: 'V-polish', languages: POLISH }) },
  { volunteer: volunteer({ external_id: 'V-lapsed', languages: POLISH, vog: LAPSED }) },
  { resident: resident({ external_id: 'R-matched' }) },
  { match: { external_id: 'M-1', resident: 'ext:R-matched', other: 'ext:V-anja', state: 'ACTIVE' } },
  { match: { external_id: 'M-2', resident: 'ext:R-nobody', other: 'ext:V-anja', state: 'ACTIVE' } },
];
const BAD_LINES = [5, 11];

before(async () => {
  server = await startServer();
  client = connect(server.grpc);
  results = await client.importRecords(RECORDS);
});
after(async () => {
  client?.close();
  await server?.stop();
});

describe('import', () => {
  it('answers for every line, and no good one is lost to a bad one', () => {
    assert.deepEqual(
      [...results.keys()].sort((a, b) => a - b),
      RECORDS.map((_, index) => index + 1),
    );
    for (const [line, result] of results) {
      const expected = BAD_LINES.includes(line) ? 'FAILED' : 'CREATED';
      assert.equal(result.outcome, expected, `line ${line}: ${result.error?.message}`);
    }
  });

  it('names every field of a bad line', () => {
    const { error, name } = results.get(5);
    assert.equal(name, '');
    assert.equal(error.code, 'INVALID_ARGUMENT');
    assert.match(error.reason, /^[A-Z_]+$/);
    assert.deepEqual(error.violations.map(({ field }) => field).sort(), [
      'volunteer.birth_year',
      'volunteer.interests[0].topic',
    ]);
  });

  it('reports a reference to nobody', () => {
    const { error } = results.get(11);
    assert.deepEqual(error.violations.map(({ field }) => field), ['match.resident']);
  });

  it('resolves references by external id', async () => {
    const choir = await client.activity.getActivity({ name: 'ext:A-choir' });
    assert.equal(choir.organisation, results.get(2).name);
  });

  it('changes nothing when the same file comes again', async () => {
    const good = RECORDS.filter((_, index) => !BAD_LINES.includes(index + 1));
    const again = await client.importRecords(good);
    assert.deepEqual([...new Set([...again.values()].map(({ outcome }) => outcome))], ['UNCHANGED']);
  });
});

describe('search', () => {
  const question = { subject: 'ext:R-boer', kinds: ['VOLUNTEER'], include_excluded: true };
  const search = (changes) => client.matching.searchCandidates({ ...question, ...changes });

  it('ranks, and explains every part of the score', async () => {
    const { candidates, revision, policy_version } = await search();
    assert.deepEqual(candidates.map(({ candidate }) => candidate), [results.get(4).name]);
    const [anja] = candidates;
    assert.equal(anja.rank, 1);
    assert.equal(anja.kind, 'VOLUNTEER');
    assert.ok(anja.score > 0 && anja.score <= 1);
    const sum = anja.terms.reduce((total, { value, weight }) => total + value * weight, 0);
    assert.ok(Math.abs(sum - anja.score) < 1e-6, `terms add up to ${sum}, the score is ${anja.score}`);
    const interests = anja.terms.find(({ term }) => term === 'INTERESTS');
    assert.ok(interests.evidence.length > 0);
    assert.ok(anja.meeting_windows.length > 0);
    assert.ok(Number(revision) > 0);
    assert.ok(policy_version);
  });

  it('tells why not, with every bar', async () => {
    const { excluded, excluded_total } = await search();
    const codes = Object.fromEntries(
      excluded.map(({ candidate, reasons }) => [candidate, reasons.map(({ code }) => code)]),
    );
    assert.equal(excluded_total, 3);
    assert.deepEqual(codes[results.get(7).name], ['LANGUAGE']);
    assert.deepEqual(codes[results.get(6).name], ['TRAVEL']);
    assert.deepEqual(codes[results.get(8).name].sort(), ['LANGUAGE', 'VOG_EXPIRED']);
    for (const { reasons } of excluded) reasons.forEach(({ text }) => assert.ok(text));
  });

  it('speaks Dutch, and English when asked', async () => {
    const text = async (language_code) => (await search({ language_code })).excluded[0].reasons[0].text;
    assert.equal(await text(''), await text('nl'));
    assert.notEqual(await text('nl'), await text('en'));
  });

  it('also finds activities, and residents for a volunteer', async () => {
    const activities = await search({ kinds: ['ACTIVITY'] });
    assert.deepEqual(activities.candidates.map(({ display_name }) => display_name), ['Samen zingen']);
    const residents = await search({ subject: 'ext:V-anja', kinds: ['RESIDENT'] });
    assert.ok(residents.candidates.some(({ candidate }) => candidate === results.get(3).name));
  });

  it('refuses what it cannot answer', async () => {
    await rejects(search({ subject: 'ext:nobody' }), status.NOT_FOUND);
    await rejects(search({ subject: 'not a name' }), status.INVALID_ARGUMENT);
    await rejects(search({ limit: 201 }), status.INVALID_ARGUMENT);
    await rejects(search({ filter: { topics: ['no.such'] } }), status.INVALID_ARGUMENT);
  });
});

describe('explain', () => {
  it('says of one pair what the search said', async () => {
    const { candidates } = await client.matching.searchCandidates({ subject: 'ext:R-boer', kinds: ['VOLUNTEER'] });
    const { candidate, excluded } = await client.matching.explainMatch({
      subject: 'ext:R-boer',
      candidate: 'ext:V-anja',
    });
    assert.deepEqual(candidate, candidates[0]);
    assert.equal(excluded, null);
  });

  it('says why not', async () => {
    const { candidate, excluded } = await client.matching.explainMatch({
      subject: 'ext:R-boer',
      candidate: 'ext:V-polish',
    });
    assert.equal(candidate, null);
    assert.deepEqual(excluded.reasons.map(({ code }) => code), ['LANGUAGE']);
  });
});
