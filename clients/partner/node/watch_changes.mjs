// Keeps a copy of what Klik tells a partner, in one JSON file.
//
// The file is always what the server had at one revision: what comes is written together with its revision, at once or
// not at all. When the stream breaks it is taken up from there; nothing is lost and nothing comes twice.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const PROTOS = new URL('../../../proto', import.meta.url).pathname;
const FIRST_WAIT_MS = 100;
// The server says something every 30 seconds, if only the revision: then nobody is there any more.
const SILENCE_MS = 90_000;
// Trying again does not help.
const FINAL = [
  grpc.status.INVALID_ARGUMENT,
  grpc.status.UNAUTHENTICATED,
  grpc.status.PERMISSION_DENIED,
  grpc.status.UNIMPLEMENTED,
];
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\]):/;

// Records by name, as they were at one revision; nothing at revision 0.
class Copy {
  revision = 0;
  records = {};

  constructor(path) {
    this.path = path;
    if (existsSync(path)) Object.assign(this, JSON.parse(readFileSync(path, 'utf8')));
  }

  keep(changes, revision) {
    for (const { name, content, ...change } of changes) {
      if (content === 'removed') delete this.records[name];
      else this.records[name] = change[content];
    }
    this.revision = revision;
    this.write();
  }

  // Until everything has come anew, the file stays as it is.
  forget() {
    this.revision = 0;
    this.records = {};
  }

  write() {
    const beside = `${this.path}.new`;
    const file = openSync(beside, 'w', 0o600);
    writeSync(file, JSON.stringify({ revision: this.revision, records: this.records }));
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, this.path);
  }
}

// Keeps what comes until the stream ends; resolves with the error, or nothing.
function follow(stub, copy, metadata) {
  return new Promise((resolve) => {
    const call = stub.watchChanges({ after_revision: copy.revision }, metadata);
    let watchdog = setTimeout(() => call.cancel(), SILENCE_MS);
    let waiting = []; // Parts of something larger, until the one with a revision.
    const end = (error) => {
      clearTimeout(watchdog);
      resolve(error);
    };
    call.on('data', (message) => {
      watchdog.refresh();
      waiting.push(...message.changes);
      if (message.revision === 0) return;
      copy.keep(waiting, message.revision);
      waiting = [];
      console.log(`revision ${copy.revision}: ${Object.keys(copy.records).length} records`);
    });
    call.on('error', end);
    call.on('end', () => end());
  });
}

async function followForEver(stub, copy, metadata, longestWait) {
  let wait = FIRST_WAIT_MS;
  for (;;) {
    const before = copy.revision;
    const error = await follow(stub, copy, metadata);
    if (error) {
      console.error(`${grpc.status[error.code]}: ${error.details}`);
      if (FINAL.includes(error.code)) return;
      if (error.code === grpc.status.OUT_OF_RANGE) copy.forget();
    }
    wait = copy.revision !== before ? FIRST_WAIT_MS : Math.min(2 * wait, longestWait);
    // Not all partners at the same moment.
    await pause(wait * (0.5 + Math.random()));
  }
}

function credentialsOf(options) {
  if (options.ca === undefined) {
    if (!LOOPBACK.test(options.server)) {
      throw new Error('another machine is spoken to with --ca only, so that nobody reads along');
    }
    return grpc.credentials.createInsecure();
  }
  const read = (name) => (name === undefined ? null : readFileSync(name));
  return grpc.credentials.createSsl(read(options.ca), read(options.key), read(options.cert));
}

// --server HOST:PORT --copy FILE [--token-file FILE] [--ca FILE [--cert FILE --key FILE]] [--longest-wait SECONDS]
const { values: options } = parseArgs({
  options: {
    server: { type: 'string', default: '127.0.0.1:50051' },
    copy: { type: 'string' },
    'token-file': { type: 'string' },
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    'longest-wait': { type: 'string', default: '30' },
  },
});
const longestWait = 1000 * Number(options['longest-wait']);
if (options.copy === undefined) throw new Error('--copy FILE is required');

const { klik } = grpc.loadPackageDefinition(
  protoLoader.loadSync('klik/v1/transfer_service.proto', {
    includeDirs: [PROTOS],
    enums: String,
    keepCase: true,
    longs: Number,
    oneofs: true,
    defaults: true,
  }),
);
const stub = new klik.v1.TransferService(options.server, credentialsOf(options), {
  'grpc.initial_reconnect_backoff_ms': FIRST_WAIT_MS,
  'grpc.max_reconnect_backoff_ms': longestWait,
});
const metadata = new grpc.Metadata();
if (options['token-file'] !== undefined) {
  metadata.set('authorization', `Bearer ${readFileSync(options['token-file'], 'ascii').trim()}`);
}
await followForEver(stub, new Copy(options.copy), metadata, longestWait);
process.exitCode = 1;
