/** One scrape of a Prometheus text page, bounded in time and size. */
import { get } from 'node:http';
import { codeOf } from '../proc/failure.ts';
import { readSeries, unread } from './exposition.ts';
import type { ScrapedReading } from './sample.ts';

export interface ScrapeLimits {
  readonly deadlineMs: number;
  readonly limitBytes: number;
}

const LIMITS: ScrapeLimits = { deadlineMs: 5_000, limitBytes: 8 * 1024 * 1024 };

/** Never rejects: what failed is the reason of every series. The address is not repeated in it (it may hold a secret). */
export async function scrape(
  url: string,
  series: readonly string[],
  limits = LIMITS,
): Promise<ScrapedReading[]> {
  try {
    return readSeries(await fetchText(url, limits), series);
  } catch (error) {
    const code = codeOf(error);
    const why = code !== '' ? code : error instanceof Error ? error.message : String(error);
    return series.map((name) => unread(name, `scrape failed: ${why}`));
  }
}

function fetchText(url: string, { deadlineMs, limitBytes }: ScrapeLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept: 'text/plain; version=0.0.4' } });
    // Told before it is broken off: what had already come may still end as if it were whole.
    const fail = (error: Error) => {
      reject(error);
      request.destroy();
    };
    const deadline = setTimeout(() => fail(new Error(`no whole answer within ${deadlineMs} ms`)), deadlineMs);
    request.on('close', () => clearTimeout(deadline));
    request.on('error', fail);
    request.on('response', (response) => {
      if (response.statusCode !== 200) fail(new Error(`status ${response.statusCode}`));
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limitBytes) fail(new Error(`the answer is longer than ${limitBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', fail);
    });
  });
}
