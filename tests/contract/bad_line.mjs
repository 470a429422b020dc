// A line to the server that breaks: a proxy that cuts connections after some bytes, wherever in a message that is.
import { once } from 'node:events';
import { connect as dial, createServer } from 'node:net';

// {address, upstream, cuts, cutAfter(bytes), connected(count), stop()}; `upstream` may be set anew at any time.
export async function startBadLine(upstream) {
  const lines = new Set();
  const proxy = createServer((client) => {
    const [host, port] = line.upstream.split(':');
    const server = dial(Number(port), host);
    const one = { left: Infinity };
    one.cut = () => {
      lines.delete(one);
      client.destroy();
      server.destroy();
    };
    lines.add(one);
    for (const socket of [client, server]) {
      socket.on('error', one.cut);
      socket.on('close', one.cut);
    }
    client.pipe(server);
    server.on('data', (bytes) => {
      one.left -= bytes.length;
      if (one.left > 0) return client.write(bytes);
      line.cuts += 1;
      return one.cut();
    });
    proxy.emit('line');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const line = {
    address: `127.0.0.1:${proxy.address().port}`,
    upstream,
    cuts: 0,
    // Whoever is connected is cut off when the server has sent them so much more; each gets a number of their own, once.
    cutAfter: (bytes) => {
      for (const one of lines) {
        if (one.left === Infinity) one.left = bytes();
      }
    },
    // There are so many to cut off.
    connected: async (count) => {
      while (lines.size < count) await once(proxy, 'line');
    },
    stop: () => {
      for (const one of lines) one.cut();
      proxy.close();
    },
  };
  return line;
}
