// The API as a stranger sees it: the published protos, loaded at run time, and gRPC from npm.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const API_ROOT = new URL('../../proto', import.meta.url).pathname;
// Where Debian keeps the protos that are not ours.
const HEALTH_ROOT = '/usr/share/grpc-proto';
const GOOGLE_RPC_ROOT = '/usr/share/gocode/src/github.com/gogo/googleapis';
const DEADLINE_MS = 10_000;

const SERVICES = [
  'activity',
  'exclusion',
  'match',
  'matching',
  'organisation',
  'resident',
  'taxonomy',
  'transfer',
  'volunteer',
];
const FILES = [...SERVICES.map((name) => `klik/v1/${name}_service.proto`), 'grpc/health/v1/health.proto'];

const api = grpc.loadPackageDefinition(
  protoLoader.loadSync(FILES, {
    includeDirs: [API_ROOT, HEALTH_ROOT],
    enums: String,
    keepCase: true,
    longs: String,
    defaults: true,
    oneofs: true,
  }),
);

// connect('127.0.0.1:1234') -> {resident: {getResident(request) ...}, ..., health, close()}.
export function connect(address) {
  const credentials = grpc.credentials.createInsecure();
  const stub = (name) => new api.klik.v1[`${name[0].toUpperCase()}${name.slice(1)}Service`](address, credentials);
  const stubs = Object.fromEntries(SERVICES.map((name) => [name, stub(name)]));
  stubs.health = new api.grpc.health.v1.Health(address, credentials);
  const client = Object.fromEntries(Object.entries(stubs).map(([name, stub]) => [name, unaryCalls(stub)]));
  client.importRecords = (records) => importRecords(stubs.transfer, records);
  client.close = () => Object.values(stubs).forEach((stub) => stub.close());
  return client;
}

// Every unary method of the stub as a function that answers with a promise.
function unaryCalls(stub) {
  return new Proxy(
    {},
    {
      get: (_, method) => (request) =>
        new Promise((resolve, reject) => {
          stub[method](request, { deadline: Date.now() + DEADLINE_MS }, (error, response) =>
            error ? reject(withDetails(error)) : resolve(response),
          );
        }),
    },
  );
}

// One record a message, the next ones sent while results come back; answers with the results by line.
function importRecords(stub, records) {
  return new Promise((resolve, reject) => {
    const results = new Map();
    const call = stub.importRecords({ deadline: Date.now() + DEADLINE_MS });
    call.on('data', (response) => response.results.forEach((result) => results.set(result.line, result)));
    call.on('error', (error) => reject(withDetails(error)));
    call.on('end', () => resolve(results));
    records.forEach((record, index) => call.write({ line: index + 1, record }));
    call.end();
  });
}

const rpc = new protobuf.Root();
rpc.resolvePath = (_, target) => {
  const path = join(GOOGLE_RPC_ROOT, target);
  // The rest is protobufjs's own copy.
  return existsSync(path) ? path : target;
};
rpc.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto'], { keepCase: true });
const RpcStatus = rpc.lookupType('google.rpc.Status');

// Adds `details`, what the error says for programs: {ErrorInfo: {...}, BadRequest: {...}, ...}.
function withDetails(error) {
  error.details = {};
  for (const bytes of error.metadata?.get('grpc-status-details-bin') ?? []) {
    for (const any of RpcStatus.decode(bytes).details) {
      const type = rpc.lookupType(any.type_url.split('/').at(-1));
      error.details[type.name] = type.toObject(type.decode(any.value), { arrays: true, longs: String });
    }
  }
  return error;
}

export const { status } = grpc;
