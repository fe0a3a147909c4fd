import { connect, createServer, type Server } from 'node:net';

const listen = (port: number, host: string) =>
  new Promise<Server | undefined>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error)));
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
const close = (server: Server) => new Promise<void>(resolve => server.close(() => resolve()));
const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

/** Whether nobody listens at this port of the host. */
export async function portIsFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = await listen(port, host);
  if (server) await close(server);
  return server !== undefined;
}

/** As many free loopback ports as asked for, all different. They are held together until all are known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1')));
  const ports = servers.flatMap(server => (server ? [portOf(server)] : []));
  await Promise.all(servers.flatMap(server => (server ? [close(server)] : [])));
  return ports;
}

/** The wished port if it is free, else the next free one among the fifty after it, else any. */
export async function nextFreePort(wished: number, taken: readonly number[] = [], host = '127.0.0.1'): Promise<number> {
  for (let port = wished; port <= Math.min(wished + 50, 65_535); port++) if (!taken.includes(port) && (await portIsFree(port, host))) return port;
  const [any] = await freePorts(1);
  if (any === undefined) throw new Error('No free port could be found on this machine.');
  return any;
}

/** Whether somebody takes connections at the port, on this machine unless told otherwise; whoever keeps silent for four seconds does not. */
export function portAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host, timeout: 4_000 });
    const settle = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
