import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { connect, status } from './client.mjs';
import { rejects, rejectsFields } from './expect.mjs';
import { activity, organisation, resident, volunteer } from './people.mjs';
import { startServer } from './server.mjs';

let server;
let client;

before(async () => {
  server = await startServer();
  client = connect(server.grpc);
});
after(async () => {
  client?.close();
  await server?.stop();
});

function create(changes, request_id = randomUUID()) {
  return client.resident.createResident({ resident: resident(changes), request_id });
}

function update(changed, paths, request_id = randomUUID()) {
  const update_mask = paths && { paths };
  return client.resident.updateResident({ resident: changed, update_mask, request_id });
}

describe('health', () => {
  it('serves once the ready line is out', async () => {
    const { status: health } = await client.health.check({ service: '' });
    assert.equal(health, 'SERVING');
  });
});

describe('create and get', () => {
  it('gives back what was sent, with a name, an etag and times', async () => {
    const created = await create({ external_id: 'R-get' });
    assert.match(created.name, /^residents\/[a-z0-9]+$/);
    assert.equal(created.display_name, 'Mevrouw De Boer');
    assert.equal(created.place.accuracy, 'SETTLEMENT');
    assert.equal(created.state, 'ACTIVE');
    assert.ok(created.etag);
    assert.ok(created.create_time.seconds > 0);
    assert.deepEqual(await client.resident.getResident({ name: created.name }), created);
    assert.deepEqual(await client.resident.getResident({ name: 'ext:R-get' }), created);
  });

  it('knows every kind of resource', async () => {
    const club = await client.organisation.createOrganisation({
      organisation: organisation(),
      request_id: randomUUID(),
    });
    assert.match(club.name, /^organisations\//);
    const singing = await client.activity.createActivity({
      activity: activity({ organisation: club.name }),
      request_id: randomUUID(),
    });
    assert.equal(singing.organisation, club.name);
    const anja = await client.volunteer.createVolunteer({ volunteer: volunteer(), request_id: randomUUID() });
    assert.equal(anja.max_matches, 2);
  });

  it('says NOT_FOUND for what is not there', async () => {
    await rejects(client.resident.getResident({ name: 'residents/nobody' }), status.NOT_FOUND);
  });

  it('names every field that is wrong, all at once', async () => {
    await rejectsFields(
      create({
        birth_year: 1700,
        place: { postcode: '0001' },
        availability: { windows: [{ weekday: 'TUESDAY', start_time: '10:00', end_time: '25:00', weeks: 'EVERY' }] },
        interests: [
          { topic: 'music.choir', attitude: 'LIKES' },
          { topic: 'music.spoons_of_mars', attitude: 'LIKES' },
        ],
      }),
      [
        'resident.birth_year',
        'resident.place.postcode',
        'resident.availability.windows[0].end_time',
        'resident.interests[1].topic',
      ],
    );
  });

  it('refuses a second resource with the same external id', async () => {
    await create({ external_id: 'R-twice' });
    await rejects(create({ external_id: 'R-twice' }), status.ALREADY_EXISTS);
  });

  it('writes nothing when asked only to check', async () => {
    const checked = await client.resident.createResident({
      resident: resident({ external_id: 'R-dry' }),
      request_id: randomUUID(),
      validate_only: true,
    });
    assert.equal(checked.name, '');
    await rejects(client.resident.getResident({ name: 'ext:R-dry' }), status.NOT_FOUND);
  });
});

describe('request_id', () => {
  it('gives a retried call the first answer', async () => {
    const request_id = randomUUID();
    const first = await create({ external_id: 'R-retry' }, request_id);
    assert.deepEqual(await create({ external_id: 'R-retry' }, request_id), first);
  });

  it('gives a retried update the first answer, though the etag is old by then', async () => {
    const { name, etag } = await create();
    const request_id = randomUUID();
    const first = await update({ name, etag, display_name: 'Tante Riet' }, ['display_name'], request_id);
    assert.deepEqual(await update({ name, etag, display_name: 'Tante Riet' }, ['display_name'], request_id), first);
  });

  it('refuses another body', async () => {
    const request_id = randomUUID();
    await create({ birth_year: 1950 }, request_id);
    await rejects(create({ birth_year: 1951 }, request_id), status.INVALID_ARGUMENT);
  });

  it('is a UUID', async () => {
    await rejectsFields(create({}, 'twice'), ['request_id']);
  });
});

describe('update', () => {
  it('changes what the mask names and nothing else', async () => {
    const before = await create({ max_group_size: 8 });
    const changed = { name: before.name, etag: before.etag, display_name: 'Mevrouw Jong', max_group_size: 3 };
    const after = await update(changed, ['display_name']);
    assert.notEqual(after.etag, before.etag);
    const { etag, update_time, ...rest } = before;
    assert.deepEqual({ ...after, etag, update_time }, { ...rest, etag, update_time, display_name: 'Mevrouw Jong' });
    assert.deepEqual(await client.resident.getResident({ name: before.name }), after);
  });

  it('without a mask changes the populated fields', async () => {
    const before = await create({ max_group_size: 8 });
    const after = await update({ name: before.name, etag: before.etag, max_group_size: 4 });
    assert.equal(after.max_group_size, 4);
    assert.equal(after.display_name, before.display_name);
  });

  it('empties a field that the mask names and the resource lacks', async () => {
    const before = await create({ max_group_size: 8 });
    const after = await update({ name: before.name, etag: before.etag }, ['max_group_size', 'interests']);
    assert.equal(after.max_group_size, 0);
    assert.deepEqual(after.interests, []);
  });

  it('is ABORTED when somebody else was first', async () => {
    const { name, etag } = await create();
    await update({ name, etag, display_name: 'eerst' }, ['display_name']);
    await rejects(update({ name, etag, display_name: 'later' }, ['display_name']), status.ABORTED);
  });

  it('needs an etag', async () => {
    const { name } = await create();
    await rejectsFields(update({ name, display_name: 'Riet' }, ['display_name']), ['resident.etag']);
  });

  it('refuses a path that is not a field', async () => {
    const { name, etag } = await create();
    await rejectsFields(update({ name, etag, display_name: 'Riet' }, ['display_name', 'shoe_size']), ['update_mask']);
  });

  it('checks the values as a create does', async () => {
    const { name, etag } = await create();
    await rejectsFields(update({ name, etag, birth_year: 2999 }, ['birth_year']), ['resident.birth_year']);
    assert.equal((await client.resident.getResident({ name })).etag, etag);
  });
});

describe('delete', () => {
  it('takes the resource away', async () => {
    const { name, etag } = await create();
    await rejects(client.resident.deleteResident({ name, etag: '"stale"', request_id: randomUUID() }), status.ABORTED);
    await client.resident.deleteResident({ name, etag, request_id: randomUUID() });
    await rejects(client.resident.getResident({ name }), status.NOT_FOUND);
  });
});

describe('state', () => {
  it('changes by methods of its own, in order', async () => {
    const active = await create();
    const call = (method, { name, etag }) => client.resident[method]({ name, etag, request_id: randomUUID() });
    await rejects(call('resumeResident', active), status.FAILED_PRECONDITION);
    const paused = await call('pauseResident', active);
    assert.equal(paused.state, 'PAUSED');
    await rejects(call('pauseResident', active), status.ABORTED);
    const resumed = await call('resumeResident', paused);
    assert.equal(resumed.state, 'ACTIVE');
    const withdrawn = await call('withdrawResident', resumed);
    assert.equal(withdrawn.state, 'WITHDRAWN');
    // Who has withdrawn is not there any more.
    await rejects(call('resumeResident', withdrawn), status.NOT_FOUND);
  });
});
