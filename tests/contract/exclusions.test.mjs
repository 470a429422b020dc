import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { connect, status } from './client.mjs';
import { rejects, rejectsFields } from './expect.mjs';
import { daysAgo, resident, volunteer } from './people.mjs';
import { startServer } from './server.mjs';

let server;
let client;
let boer;
let anja;

before(async () => {
  server = await startServer();
  client = connect(server.grpc);
});
after(async () => {
  client?.close();
  await server?.stop();
});

function exclude(changes, request_id = randomUUID()) {
  const exclusion = { first: anja.name, second: boer.name, category: 'FAMILY', ...changes };
  return client.exclusion.createExclusion({ exclusion, request_id });
}

function update(exclusion, paths) {
  return client.exclusion.updateExclusion({ exclusion, update_mask: { paths }, request_id: randomUUID() });
}

// How a search tells of the other: 'candidate', or the codes of what bars it.
async function found(subject, other) {
  const { candidates, excluded } = await client.matching.searchCandidates({
    subject: subject.name,
    include_excluded: true,
    limit: 200,
  });
  if (candidates.some(({ candidate }) => candidate === other.name)) return 'candidate';
  return excluded.find(({ candidate }) => candidate === other.name).reasons.map(({ code }) => code);
}

describe('an exclusion', () => {
  beforeEach(async () => {
    boer = await client.resident.createResident({ resident: resident(), request_id: randomUUID() });
    anja = await client.volunteer.createVolunteer({ volunteer: volunteer(), request_id: randomUUID() });
  });

  it('is made, given back and listed', async () => {
    const request_id = randomUUID();
    const created = await exclude({ external_id: 'X-1', until: '2099-12-31' }, request_id);
    assert.match(created.name, /^exclusions\/[a-z0-9]+$/);
    assert.equal(created.first, anja.name);
    assert.equal(created.until, '2099-12-31');
    assert.deepEqual(await exclude({ external_id: 'X-1', until: '2099-12-31' }, request_id), created);
    assert.deepEqual(await client.exclusion.getExclusion({ name: 'ext:X-1' }), created);
    const { exclusions } = await client.exclusion.listExclusions({});
    assert.ok(exclusions.some(({ name }) => name === created.name));
  });

  it('keeps either of the two from the candidates of the other, and says so', async () => {
    assert.equal(await found(boer, anja), 'candidate');
    await exclude({ category: 'CASE_WORKER' });
    assert.deepEqual(await found(boer, anja), ['OWN_RELATION']);
    assert.deepEqual(await found(anja, boer), ['OWN_RELATION']);
    await exclude({ first: boer.name, second: anja.name, category: 'SAFETY' });
    assert.deepEqual(await found(boer, anja), ['EXCLUDED_PAIR', 'OWN_RELATION']);
    const { excluded } = await client.matching.explainMatch({ subject: boer.name, candidate: anja.name });
    assert.deepEqual(excluded.reasons.map(({ params }) => params.relation), [undefined, 'case_worker']);
    for (const { text } of excluded.reasons) assert.ok(text);
  });

  it('is over the day after its last', async () => {
    const created = await exclude({ category: 'CONFLICT' });
    assert.deepEqual(await found(boer, anja), ['EXCLUDED_PAIR']);
    await update({ name: created.name, etag: created.etag, until: daysAgo(1) }, ['until']);
    assert.equal(await found(boer, anja), 'candidate');
    await rejects(update({ name: created.name, etag: created.etag, until: '' }, ['until']), status.ABORTED);
  });

  it('is deleted alone, or with one of the two', async () => {
    const { name, etag } = await exclude();
    await client.exclusion.deleteExclusion({ name, etag, request_id: randomUUID() });
    assert.equal(await found(boer, anja), 'candidate');
    const other = await exclude();
    await client.volunteer.deleteVolunteer({ name: anja.name, request_id: randomUUID() });
    await rejects(client.exclusion.getExclusion({ name: other.name }), status.NOT_FOUND);
  });

  it('is of two who could be brought together', async () => {
    await rejectsFields(exclude({ second: anja.name }), ['exclusion.second']);
    await rejectsFields(exclude({ first: 'residents/nobody', category: undefined }), [
      'exclusion.first',
      'exclusion.category',
    ]);
    await rejectsFields(exclude({ until: 'morgen' }), ['exclusion.until']);
  });

  it('comes with an import, too', async () => {
    const results = await client.importRecords([
      { exclusion: { external_id: 'X-import', first: 'ext:R-import', second: anja.name, category: 'COLLEAGUE' } },
      { resident: resident({ external_id: 'R-import' }) },
    ]);
    assert.deepEqual([...results.values()].map(({ outcome }) => outcome), ['CREATED', 'CREATED']);
    assert.deepEqual(await found(anja, { name: results.get(2).name }), ['OWN_RELATION']);
  });
});
