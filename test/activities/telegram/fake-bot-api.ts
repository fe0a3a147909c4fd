import http from 'node:http';
import type { TelegramBot } from '../../../activities/telegram/bot-conversation.ts';

/** How the server meets a chat: it takes the message, asks to wait, fails, refuses it for good, or takes it and dies, or hangs, before it answers. */
export type Manner = 'takes' | 'busy' | 'failing' | 'blocked' | 'no_chat' | 'dies' | 'hangs';
export type Received = Readonly<{ chatId: string; html: string; button: Readonly<{ text: string; url: string }> | null; body: Readonly<Record<string, unknown>>; accepted: boolean }>;

export type FakeBotApi = {
  readonly bot: TelegramBot;
  /** Every message that came whole, and whether the chat got it. */
  readonly received: readonly Received[];
  meet(chatId: string, manner: Manner): void;
  /** Ends the conversations that hang, without an answer. */
  cutHanging(): void;
  /** The messages a chat got. */
  chat(chatId: string): Received[];
  stop(): Promise<void>;
};

export const botToken = '7000000001:AAtestTESTtestTESTtestTESTtestTEST0';

type Answer = (status: number, body: unknown) => void;
const refusal = (status: number, description: string, parameters?: object) => ({ ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) });
const answers: Record<Exclude<Manner, 'dies' | 'hangs' | 'failing'>, (messageId: number) => [number, unknown]> = {
  takes: messageId => [200, { ok: true, result: { message_id: messageId, date: 1_900_000_000 } }],
  busy: () => [429, refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 })],
  blocked: () => [403, refusal(403, 'Forbidden: bot was blocked by the user')],
  no_chat: () => [400, refusal(400, 'Bad Request: chat not found')],
};

/** A small server that speaks sendMessage of the Bot API as Telegram does, on `port` where one is named. */
export async function startFakeBotApi(port = 0): Promise<FakeBotApi> {
  const received: Received[] = [];
  const hanging = new Set<{ destroy: () => void }>();
  const manners = new Map<string, Manner>();
  const server = http.createServer((request, response) => {
    const answer: Answer = (status, body) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    void readBody(request).then(text => {
      if (!request.url?.startsWith('/bot')) return answer(404, refusal(404, 'Not Found'));
      if (request.url !== `/bot${botToken}/sendMessage`) return answer(401, refusal(401, 'Unauthorized'));
      const body = JSON.parse(text) as Record<string, unknown>;
      const chatId = String(body['chat_id']);
      const manner = manners.get(chatId) ?? 'takes';
      const problem = problemOf(body);
      const accepted = !problem && ['takes', 'dies', 'hangs'].includes(manner);
      received.push({ chatId, html: String(body['text']), button: buttonOf(body), body, accepted });
      if (problem) return answer(400, refusal(400, `Bad Request: ${problem}`));
      if (manner === 'hangs') return void hanging.add(request.socket);
      if (manner === 'dies') return void request.socket.destroy();
      if (manner === 'failing') return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
      answer(...answers[manner](received.length));
    });
  });
  await new Promise<void>(resolve => void server.listen(port, '127.0.0.1', () => resolve()));
  const address = server.address();
  return {
    bot: { token: botToken, apiUrl: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` },
    received,
    meet: (chatId, manner) => void manners.set(chatId, manner),
    cutHanging: () => hanging.forEach(socket => void socket.destroy()),
    chat: chatId => received.filter(message => message.chatId === chatId && message.accepted),
    stop: () => new Promise(resolve => void server.close(() => resolve())),
  };
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function buttonOf(body: Record<string, unknown>): Received['button'] {
  const markup = body['reply_markup'] as { inline_keyboard?: { text: string; url: string }[][] } | undefined;
  const buttons = markup?.inline_keyboard?.flat() ?? [];
  if (buttons.length > 1) throw new Error('a message has one button');
  return buttons[0] ?? null;
}

/** What Telegram would not take: text too long, marks it does not know, a button to a host without a dot. */
function problemOf(body: Record<string, unknown>): string | null {
  const html = String(body['text']);
  if (body['parse_mode'] === 'HTML') {
    const words = html.replace(/<\/?b>/g, '');
    if (/[<>]|&(?!(?:amp|lt|gt|quot|#\d+|#x[\da-f]+);)/i.test(words)) return "can't parse entities";
    if (words.length > 4096) return 'message is too long';
  }
  const url = buttonOf(body)?.url;
  return url !== undefined && !new URL(url).hostname.includes('.') ? `inline keyboard button URL '${url}' is invalid: Wrong HTTP URL` : null;
}
