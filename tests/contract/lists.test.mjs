import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { connect, status } from './client.mjs';
import { rejects } from './expect.mjs';
import { resident, volunteer } from './people.mjs';
import { startServer } from './server.mjs';

let server;
let client;
let names;

before(async () => {
  server = await startServer();
  client = connect(server.grpc);
  const created = await Promise.all(
    [1, 2, 3, 4, 5].map(() => client.resident.createResident({ resident: resident(), request_id: randomUUID() })),
  );
  names = created.map(({ name }) => name).sort();
});
after(async () => {
  client?.close();
  await server?.stop();
});

describe('paging', () => {
  it('tells everything once, in order of name', async () => {
    const pages = [];
    let page_token = '';
    do {
      const page = await client.resident.listResidents({ page_size: 2, page_token });
      pages.push(page.residents.map(({ name }) => name));
      page_token = page.next_page_token;
    } while (page_token !== '');
    assert.deepEqual(pages, [names.slice(0, 2), names.slice(2, 4), names.slice(4)]);
  });

  it('goes on from the revision it began with', async () => {
    const first = await client.resident.listResidents({ page_size: 4 });
    const added = await client.resident.createResident({ resident: resident(), request_id: randomUUID() });
    const second = await client.resident
      .listResidents({ page_size: 4, page_token: first.next_page_token })
      .then(({ residents }) => residents.map(({ name }) => name))
      .finally(() => client.resident.deleteResident({ name: added.name, etag: added.etag, request_id: randomUUID() }));
    assert.deepEqual(second, names.slice(4));
  });

  it('takes 50 when not told, and no more than there are', async () => {
    const page = await client.resident.listResidents({});
    assert.equal(page.residents.length, names.length);
    assert.equal(page.next_page_token, '');
  });

  it('refuses the token of another query', async () => {
    await client.volunteer.createVolunteer({ volunteer: volunteer(), request_id: randomUUID() });
    const { next_page_token } = await client.resident.listResidents({ page_size: 2 });
    await rejects(
      client.volunteer.listVolunteers({ page_size: 2, page_token: next_page_token }),
      status.INVALID_ARGUMENT,
    );
  });

  it('refuses a token that it did not make, and one that was changed', async () => {
    await rejects(client.resident.listResidents({ page_token: 'residents/zzz' }), status.INVALID_ARGUMENT);
    const { next_page_token } = await client.resident.listResidents({ page_size: 2 });
    const changed = (next_page_token[0] === 'A' ? 'B' : 'A') + next_page_token.slice(1);
    await rejects(client.resident.listResidents({ page_size: 2, page_token: changed }), status.INVALID_ARGUMENT);
  });

  it('refuses a negative size', async () => {
    await rejects(client.resident.listResidents({ page_size: -1 }), status.INVALID_ARGUMENT);
  });
});

describe('topics', () => {
  it('lists the taxonomy, a topic after its parent', async () => {
    const { topics } = await client.taxonomy.listTopics({ page_size: 1000 });
    assert.ok(topics.length > 100);
    const seen = new Set(['']);
    for (const { name, parent, label_nl, label_en } of topics) {
      assert.match(name, /^topics\/[a-z0-9_.]+$/);
      assert.ok(seen.has(parent), `${name} comes before ${parent}`);
      assert.ok(label_nl && label_en, name);
      seen.add(name);
    }
  });
});
