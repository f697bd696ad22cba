// Demo: a month in a minute, with the lines of thirty evenings, one of which is missed.

const EVENINGS = 30;
const MISSED_EVENING = 11;
const DAY_MS = 86_400_000;
const MAX_ANSWERS = 5;

/** Return the device's local date and time as if it were UTC, so that days can be counted. */
export function asUtc(now) {
  return new Date(`${now.slice(0, 19)}Z`);
}

/** Return eight in the evening, so many days after a date and time of `asUtc`. */
export function evening(at, days) {
  return `${new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10)}T20:00`;
}

/** Return the lines of each evening, and the answer to questions then. */
export function evenings(now) {
  const first = asUtc(now).getUTCHours() < 20 ? 0 : 1;
  return Array.from({ length: EVENINGS }, (_, n) => {
    const at = evening(asUtc(now), n + first);
    const isSunday = asUtc(`${at}:00`).getUTCDay() === 0;
    const lines = n === 0 ? ["I promise to call when I'm running late"] : [];
    lines.push(`check in with a ${Math.min(5, 2 + Math.floor(n / 9) + (n % 3 === 2 ? 1 : 0))}`);
    if (n % 2 === 0) lines.push("I did today's step");
    if (isSunday) lines.push("how did we do this week");
    return { at, lines: n === MISSED_EVENING ? [] : lines, answer: n % 6 === 4 ? "no I didn't" : "yes I did" };
  });
}

/** Play evenings, `paceMs` milliseconds each.

    `page` has say(line), announce(at, number, total, hasLines), isStopped(), and a promise `interrupted`. */
export async function play(evenings, page, paceMs) {
  for (const [number, { at, lines, answer }] of evenings.entries()) {
    const over = new Promise((resolve) => setTimeout(resolve, paceMs));
    page.announce(at, number + 1, evenings.length, lines.length > 0);
    await page.say(`/at ${at}`);
    for (const line of lines) {
      let isAsking = await page.say(line);
      for (let n = 0; isAsking && !page.isStopped(); n++) {
        isAsking = await page.say(n >= MAX_ANSWERS ? "stop" : line.startsWith("how") ? "no" : answer);
        if (n > MAX_ANSWERS) break;
      }
      if (page.isStopped()) return;
    }
    await Promise.race([over, page.interrupted]);
    if (page.isStopped()) return;
  }
}
