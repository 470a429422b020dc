// The real server, on free ports, with a store that goes away with the test.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const KLIKD = process.env.KLIKD ?? new URL('../../build/bin/klikd', import.meta.url).pathname;
const START_TIMEOUT_MS = 30_000;

// Resolves once the server has said that it is ready: {grpc: 'HOST:PORT', stop()}. In a folder of the caller's own the
// data stays, so that the server can be started again.
export async function startServer(own) {
  const folder = own ?? (await mkdtemp(join(tmpdir(), 'klik-contract-')));
  const clear = () => own === undefined && rm(folder, { recursive: true });
  const server = spawn(KLIKD, ['--data', folder, '--dev-open', '--grpc', '127.0.0.1:0', '--http', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => resolve(code ?? signal));
  });
  const stop = async () => {
    server.kill('SIGTERM');
    const status = await ended;
    await clear();
    if (status !== 0) throw new Error(`klikd ended with ${status}`);
  };
  try {
    return { grpc: await readyAddress(server, ended), stop };
  } catch (error) {
    server.kill('SIGKILL');
    await clear();
    throw error;
  }
}

async function readyAddress(server, ended) {
  const ready = (async () => {
    for await (const line of createInterface({ input: server.stdout })) {
      const found = /^klikd ready grpc=(\S+:\d+) http=(\S+:\d+)$/.exec(line);
      if (found) return found[1];
    }
    throw new Error(`klikd ended with ${await ended} before it was ready`);
  })();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('klikd is not ready in time')), START_TIMEOUT_MS);
  });
  try {
    return await Promise.race([ready, ended.then((status) => Promise.reject(new Error(`klikd: ${status}`))), late]);
  } finally {
    clearTimeout(timer);
  }
}
