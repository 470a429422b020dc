// The example clients of partners, over a line that breaks: in the end their copy is what the server has.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { startBadLine } from './bad_line.mjs';
import { connect } from './client.mjs';
import { activity, organisation, resident, volunteer } from './people.mjs';
import { startServer } from './server.mjs';

const CUTS = 50;
const TEST_TIMEOUT_MS = 60_000;
// Of the clients, between two attempts.
const LONGEST_WAIT_SECONDS = '0.5';
// What the server sends between two cuts, at most: often more than what was missed, so that a client gets further.
const MOST_BYTES = 10_000;
const ROOT = new URL('../..', import.meta.url).pathname;
// Debian's: it has gRPC.
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

// mulberry32: the same numbers again for the seed that a failure names.
function randomFrom(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

// As the client's README says.
function makePythonCode(folder) {
  mkdirSync(folder);
  const protos = readdirSync(join(ROOT, 'proto/klik/v1')).map((name) => `klik/v1/${name}`);
  execFileSync('protoc', [
    `--proto_path=${join(ROOT, 'proto')}`,
    `--python_out=${folder}`,
    `--grpc_python_out=${folder}`,
    '--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin',
    ...protos,
  ]);
}

class Partner {
  constructor(command, program, address, copy, env = {}) {
    this.copy = copy;
    this.errors = '';
    const args = [program, '--server', address, '--copy', copy, '--longest-wait', LONGEST_WAIT_SECONDS];
    this.process = spawn(command, args, { env: { ...process.env, ...env } });
    this.process.stderr.on('data', (text) => (this.errors += text));
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  records() {
    return JSON.parse(readFileSync(this.copy, 'utf8')).records;
  }

  // Until it has kept the record; the file is whole whenever it is looked at.
  async waitFor(name) {
    for (let line = await this.lines.next(); !line.done; line = await this.lines.next()) {
      if (name in this.records()) return;
    }
    assert.fail(`${this.process.spawnargs[1]} ended: ${this.errors}`);
  }

  async stop() {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}

// A record whatever its client makes of defaults and times.
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return new Date(value).toISOString();
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith('_'));
  if (entries.length > 0 && entries.every(([key]) => key === 'seconds' || key === 'nanos')) {
    return new Date(Number(value.seconds) * 1000 + Math.trunc((value.nanos ?? 0) / 1e6)).toISOString();
  }
  const told = entries.map(([key, inner]) => [key, plain(inner)]).filter(([, inner]) => !isDefault(inner));
  return Object.fromEntries(told);
}

function isDefault(value) {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'string') return value === '' || value.endsWith('_UNSPECIFIED');
  if (value !== null && typeof value === 'object') return Object.keys(value).length === 0;
  return !value;
}

let folder;
let server;
let client;
let line;
let partners = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'klik-watch-'));
  server = await startServer(join(folder, 'data'));
  client = connect(server.grpc);
  line = await startBadLine(server.grpc);
  makePythonCode(join(folder, 'code'));
  partners = [
    new Partner(PYTHON, join(ROOT, 'clients/partner/python/watch_changes.py'), line.address, join(folder, 'python.json'), {
      PYTHONPATH: join(folder, 'code'),
      PYTHONDONTWRITEBYTECODE: '1',
    }),
    new Partner(
      process.execPath,
      join(ROOT, 'clients/partner/node/watch_changes.mjs'),
      line.address,
      join(folder, 'node.json'),
    ),
  ];
});
after(async () => {
  await Promise.all(partners.map((partner) => partner.stop()));
  line?.stop();
  client?.close();
  await server?.stop();
  rmSync(folder, { recursive: true });
});

// Everything there is, by name.
async function listed() {
  const records = {};
  for (const [kind, method, field] of [
    ['resident', 'listResidents', 'residents'],
    ['volunteer', 'listVolunteers', 'volunteers'],
    ['activity', 'listActivities', 'activities'],
    ['organisation', 'listOrganisations', 'organisations'],
    ['match', 'listMatches', 'matches'],
  ]) {
    let page_token = '';
    do {
      const page = await client[kind][method]({ page_size: 1000, page_token });
      for (const record of page[field]) records[record.name] = plain(record);
      page_token = page.next_page_token;
    } while (page_token !== '');
  }
  return records;
}

// Somebody comes, changes, leaves or withdraws; `people` are those who are there.
async function changeSomething(random, people, withdrawn) {
  const request_id = randomUUID();
  const pick = () => people.splice(random(people.length), 1)[0];
  switch (random(7)) {
    case 0:
      await client.activity.createActivity({ activity: activity({ capacity: 1 + random(20) }), request_id });
      return;
    case 1:
      await client.volunteer.createVolunteer({ volunteer: volunteer(), request_id });
      return;
    case 2:
      if (people.length > 0) await client.resident.deleteResident({ name: pick().name, request_id });
      return;
    case 3: {
      if (people.length === 0) return;
      const gone = pick();
      withdrawn.push(gone.name);
      await client.resident.withdrawResident({ name: gone.name, request_id });
      return;
    }
    case 4: {
      if (people.length === 0) return;
      const { name, etag } = pick();
      const changed = { resident: { name, etag, display_name: `Truus ${random(1000)}` }, request_id };
      const update_mask = { paths: ['display_name'] };
      people.push(await client.resident.updateResident({ ...changed, update_mask }));
      return;
    }
    default:
      people.push(await client.resident.createResident({ resident: resident(), request_id }));
  }
}

async function restart() {
  client.close();
  await server.stop();
  server = await startServer(join(folder, 'data'));
  client = connect(server.grpc);
  line.upstream = server.grpc;
}

describe('a partner that keeps a copy', () => {
  it('has what the server has, however often the line broke', { timeout: TEST_TIMEOUT_MS }, async (test) => {
    const seed = Number(process.env.KLIK_SEED ?? randomInt(2 ** 31));
    test.diagnostic(`seed ${seed}`);
    const random = randomFrom(seed);
    const people = [];
    const withdrawn = [];
    let restarted = false;
    const createOrganisation = () =>
      client.organisation.createOrganisation({ organisation: organisation(), request_id: randomUUID() });
    const first = await createOrganisation();
    await Promise.all(partners.map((partner) => partner.waitFor(first.name)));
    while (line.cuts < CUTS) {
      // Both, or one would fall behind by more than it gets to read.
      await line.connected(partners.length);
      line.cutAfter(() => random(MOST_BYTES));
      for (let changes = random(4); changes >= 0; --changes) await changeSomething(random, people, withdrawn);
      if (!restarted && line.cuts >= CUTS / 2) {
        restarted = true;
        await restart();
      }
    }
    const last = await createOrganisation();
    await Promise.all(partners.map((partner) => partner.waitFor(last.name)));
    const expected = await listed();
    // A list shows staff who has withdrawn; a copy has them no more.
    for (const name of withdrawn) delete expected[name];
    assert.ok(Object.keys(expected).length > 10);
    for (const partner of partners) {
      const kept = Object.fromEntries(Object.entries(partner.records()).map(([name, record]) => [name, plain(record)]));
      assert.deepEqual(kept, expected, partner.copy);
    }
  });
});
