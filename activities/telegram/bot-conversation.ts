import http from 'node:http';
import https from 'node:https';

/** The bot that speaks for the company, and the Bot API server it speaks through: Telegram's, or one's own. */
export type TelegramBot = Readonly<{ token: string; apiUrl: string }>;
export type BotMessage = Readonly<Record<string, unknown>>;
export type BotFailure = Readonly<{ message: string; textTravelled: boolean }>;
export type BotResult = Readonly<{ status: number; body: string }> | Readonly<{ failure: BotFailure }>;

const patienceMs = 20_000;
const longestAnswer = 64_000;

/**
 * Hands one message to the Bot API. It tells whether the message may have been handed to the socket before a failure, which decides
 * whether it may be sent again by itself. So each has a connection of its own: one kept from before may be dead without saying so.
 * The address of the Bot API holds the bot's token: it stands in no text that is answered from here.
 */
export function sendToBot(bot: TelegramBot, message: BotMessage): Promise<BotResult> {
  const url = new URL(`${bot.apiUrl}/bot${bot.token}/sendMessage`);
  const payload = Buffer.from(JSON.stringify(message));
  const isPlain = url.protocol === 'http:';
  return new Promise(resolve => {
    let textTravelled = false;
    const fail = (error: Error): void => resolve({ failure: { message: error.message.replaceAll(bot.token, '…'), textTravelled } });
    const headers = { 'content-type': 'application/json', 'content-length': payload.length };
    const asked = (isPlain ? http : https).request(url, { method: 'POST', agent: false, headers, signal: AbortSignal.timeout(patienceMs) });
    asked.once('socket', socket => {
      // What waits to be written leaves as soon as the connection stands, and not before.
      socket.once(isPlain ? 'connect' : 'secureConnect', () => {
        textTravelled = true;
      });
    });
    asked.on('error', fail);
    asked.once('response', answer => {
      readAnswer(answer).then(body => resolve({ status: answer.statusCode ?? 0, body }), fail);
    });
    asked.end(payload);
  });
}

/** The answer as text, as much of it as an honest one has; throws where it ends before its end. */
async function readAnswer(answer: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > longestAnswer) throw new Error('The answer is too long to come from a Bot API.');
  }
  return Buffer.concat(parts).toString('utf8');
}
