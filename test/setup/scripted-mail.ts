import { once } from 'node:events';
import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** Where a conversation is when the server does something of its own: `data` is the word before the text, `text begun` its first bytes, `text` its final dot. */
export type Step = 'greeting' | 'login' | 'sender' | 'recipient' | 'data' | 'text begun' | 'text';
/** A reply of the server, such as `550 5.1.1 No such user`, or that it hangs up without one. */
export type Reply = `${4 | 5}${number} ${string}` | 'hang up';

/** A real mail server that says what a test wants it to, stops answering where it is told to, and counts what it was given and what it took. */
export type ScriptedMail = {
  readonly smtpUrl: string;
  /** From now on this step is answered so; from the recipient on where it is of this address, or of any. Where the text has begun, the server can only hang up. */
  answer(step: Step, reply: Reply, address?: string): void;
  /** Letters to this address hang at this step from now on: not yet taken, or their text without an answer. */
  stall(address: string, step: 'recipient' | 'text'): void;
  /** What happens once, when a recipient's letter has been announced and before its text is asked for; at `text`, when the whole text is there and not yet answered. */
  meanwhile(address: string, happens: () => Promise<void>, at?: 'recipient' | 'text'): void;
  /** Everything is in order from now on. Letters that hang before their text are let go on; a text that hangs stays without an answer. */
  recover(): void;
  /** Ends every conversation, wherever it stands; answers when the clients have taken note. */
  hangUp(): Promise<void>;
  /** Addresses of conversations that have come to hang since everything was in order, oldest first. */
  readonly hanging: readonly string[];
  /** Every letter whose text was received to its end, and whether it was accepted. */
  readonly received: readonly { to: string; accepted: boolean; mime: string; envelopeId: string | null }[];
  stop(): Promise<void>;
};

const login = { user: 'q2c', pass: 'secret' };

/** Starts it on a free port. `pipelining`: whether clients may send a whole envelope at once, as most servers allow. */
export async function startScriptedMail({ pipelining = true }: { pipelining?: boolean } = {}): Promise<ScriptedMail> {
  const script = emptyScript();
  const received: { to: string; accepted: boolean; mime: string; envelopeId: string | null }[] = [];
  const server: SMTPServer = new SMTPServer({
    ...{ authOptional: true, allowInsecureAuth: true, hidePIPELINING: !pipelining, hideDSN: false, disabledCommands: ['STARTTLS'], disableReverseLookup: true, logger: false, closeTimeout: 100 },
    onConnect: (session, done) => give({ server, session, done }, script.reply('greeting')),
    onAuth({ username, password }, session, done) {
      const known = username === login.user && password === login.pass;
      give({ server, session, done: error => done(error, { user: login.user }) }, script.reply('login') ?? (known ? undefined : '535 5.7.8 Authentication failed'));
    },
    onMailFrom: (_address, session, done) => give({ server, session, done }, script.reply('sender')),
    onRcptTo({ address }, session, done) {
      void script.announced(address).then(() => {
        const refused = script.reply('data', address);
        if (refused !== undefined) refuseData({ server, session, done }, refused);
        give({ server, session, done }, script.reply('recipient', address));
      }, done);
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]?.address ?? '';
      const parts: Buffer[] = [];
      const leaves = script.reply('text begun', to) !== undefined;
      stream.on('data', (part: Buffer) => {
        parts.push(part);
        if (leaves) give({ server, session, done }, 'hang up');
      });
      // A client that is killed in the middle is what some tests are about.
      stream.on('error', () => {});
      stream.once('end', () => {
        if (leaves) return;
        const reply = script.reply('text', to);
        const hangs = script.hangs(to, 'text');
        received.push({ to, accepted: !hangs && reply === undefined, mime: Buffer.concat(parts).toString('utf8'), envelopeId: envelopeOf(session) });
        if (!hangs) void script.arrived(to).then(() => give({ server, session, done }, reply), done);
      });
    },
  });
  server.on('error', () => {});
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', () => resolve()));
  const bound = server.server.address();
  return {
    smtpUrl: `smtp://${login.user}:${login.pass}@127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`,
    ...script.directions,
    received,
    hangUp: async () => {
      const ended = [...sockets].map(socket => once(socket, 'close'));
      for (const socket of sockets) socket.end();
      await Promise.all(ended);
    },
    stop: () => new Promise(resolve => void server.close(() => resolve())),
  };
}

/** The server itself knows no answer to the word DATA but to ask for the text; this conversation gets another. */
function refuseData({ server, session }: Asked, reply: Reply): void {
  const connections = server.connections as Set<{ id: string; close: () => void; send: (code: number, text: string) => void; handler_DATA: (command: unknown, callback: () => void) => void }>;
  for (const connection of connections) {
    if (connection.id !== session.id) continue;
    connection.handler_DATA = (_command, callback) => {
      if (reply === 'hang up') connection.close();
      else connection.send(Number(reply.slice(0, 3)), reply.slice(4));
      callback();
    };
  }
}

/** The name that the client gave the envelope (RFC 3461). */
function envelopeOf({ envelope }: SMTPServerSession): string | null {
  return (envelope as { dsn?: { envid?: string | null } }).dsn?.envid ?? null;
}

type Asked = Readonly<{ server: SMTPServer; session: SMTPServerSession; done: (error?: Error | null) => void }>;

function give({ server, session, done }: Asked, reply: Reply | undefined): void {
  if (reply === undefined) return done();
  if (reply !== 'hang up') return done(Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) }));
  for (const connection of server.connections as Set<{ id: string; close: () => void }>) if (connection.id === session.id) connection.close();
}

function emptyScript() {
  const replies = new Map<string, Reply>();
  const stalls = new Map<string, 'recipient' | 'text'>();
  const happenings = new Map<string, () => Promise<void>>();
  const hanging: string[] = [];
  const letOn: (() => void)[] = [];
  const hangs = (address: string, step: 'recipient' | 'text') => {
    const stalled = stalls.get(address) === step;
    if (stalled) hanging.push(address);
    return stalled;
  };
  const directions: Pick<ScriptedMail, 'answer' | 'stall' | 'meanwhile' | 'recover' | 'hanging'> = {
    answer: (step, reply, address) => void replies.set(address === undefined ? step : `${step} ${address}`, reply),
    stall: (address, step) => void stalls.set(address, step),
    meanwhile: (address, happens, at = 'recipient') => void happenings.set(`${at} ${address}`, happens),
    recover: () => {
      replies.clear();
      stalls.clear();
      hanging.length = 0;
      for (const on of letOn.splice(0)) on();
    },
    hanging,
  };
  const happen = async (key: string): Promise<void> => {
    const happens = happenings.get(key);
    happenings.delete(key);
    await happens?.();
  };
  return {
    directions,
    hangs,
    arrived: (address: string) => happen(`text ${address}`),
    reply: (step: Step, address = '') => replies.get(`${step} ${address}`) ?? replies.get(step),
    announced: async (address: string) => {
      if (hangs(address, 'recipient')) await new Promise<void>(resolve => void letOn.push(resolve));
      await happen(`recipient ${address}`);
    },
  };
}
