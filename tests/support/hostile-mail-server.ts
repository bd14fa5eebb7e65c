import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Where in the conversation something happens: `text` is within the message, `end` after it. */
export type SmtpStep =
  'banner' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'text' | 'end';

/** An answer with its CRLF, or: a late one; none; close; bytes without an end. */
export type SmtpTrick =
  | string
  | 'hang'
  | 'close'
  | { afterMs: number; answer: string }
  | { flood: string }
  | { drip: string };

const usual: Record<SmtpStep, SmtpTrick> = {
  banner: '220 hostile ready\r\n',
  EHLO: '250-hostile\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n',
  STARTTLS: '454 No\r\n',
  AUTH: '235 In\r\n',
  MAIL: '250 Ok\r\n',
  RCPT: '250 Ok\r\n',
  DATA: '354 Go on\r\n',
  text: '',
  end: '250 Taken\r\n',
};

export type HostileMailServer = {
  port: number;
  url: string;
  /** All lines received in clear, also those of messages. */
  lines: string[];
  /** The Message-ID of each message that came whole. */
  whole: string[];
  close: () => Promise<void>;
};

/**
 * An SMTP server that does as it likes, without TLS.
 * @param tricks of one connection after the other; what isn't in them is answered as usual
 */
export async function startHostileMailServer(
  tricks: (connection: number) => Partial<Record<SmtpStep, SmtpTrick>>,
): Promise<HostileMailServer> {
  const sockets = new Set<Socket>();
  const lines: string[] = [];
  const whole: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    const steps = { ...usual, ...tricks(connections++) };
    const answer = (step: SmtpStep) => play(socket, steps[step]);
    let rest = '';
    let message: string[] | null = null;
    socket.on('data', (chunk: Buffer) => {
      const [...received] = (rest + chunk.toString('latin1')).split('\r\n');
      rest = received.pop() ?? '';
      for (const line of received) {
        lines.push(line);
        if (message === null) {
          const verb = line.split(/[ :]/)[0]?.toUpperCase();
          if (verb === 'QUIT') socket.end('221 Bye\r\n');
          else if (verb && verb in usual) answer(verb as SmtpStep);
          if (verb === 'DATA' && steps.DATA === usual.DATA) message = [];
        } else if (line === '.') {
          whole.push(message.find((one) => one.startsWith('Message-ID: '))?.slice(12) ?? '');
          message = null;
          answer('end');
        } else {
          if (message.push(line) === 3) answer('text');
        }
      }
    });
    answer('banner');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, url: `smtp://127.0.0.1:${port}`, lines, whole },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function play(socket: Socket, trick: SmtpTrick): void {
  if (trick === 'hang') return;
  if (trick === 'close') return void socket.destroy();
  if (typeof trick === 'string') return void socket.write(trick);
  if ('afterMs' in trick) {
    return void setTimeout(() => socket.write(trick.answer), trick.afterMs);
  }
  if ('flood' in trick) {
    const more = () => {
      while (!socket.destroyed && socket.write(trick.flood));
    };
    socket.on('drain', more);
    return more();
  }
  const timer = setInterval(() => socket.write(trick.drip), 20);
  socket.once('close', () => clearInterval(timer));
}
