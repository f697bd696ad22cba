// A month in a minute: what somebody would say on thirty evenings, one of which is missed.

const EVENINGS = 30;
const MISSED = 11;
const DAY = 86_400_000;
const ANSWERS = 5;

/** Return the device's own date and time, as if it were in Greenwich: so that days can be counted. */
export function wall(now) {
  return new Date(`${now.slice(0, 19)}Z`);
}

/** Return eight in the evening, so many days after a date and time of `wall`. */
export function evening(at, days) {
  return `${new Date(at.getTime() + days * DAY).toISOString().slice(0, 10)}T20:00`;
}

/** Return what is said on each evening, and what is answered to what is asked then. */
export function evenings(now) {
  const first = wall(now).getUTCHours() < 20 ? 0 : 1;
  return Array.from({ length: EVENINGS }, (_, n) => {
    const at = evening(wall(now), n + first);
    const isSunday = wall(`${at}:00`).getUTCDay() === 0;
    const says = n === 0 ? ["I promise to call when I'm running late"] : [];
    says.push(`check in with a ${Math.min(5, 2 + Math.floor(n / 9) + (n % 3 === 2 ? 1 : 0))}`);
    if (n % 2 === 0) says.push("I did today's step");
    if (isSunday) says.push("how did we do this week");
    return { at, says: n === MISSED ? [] : says, answer: n % 6 === 4 ? "no I didn't" : "yes I did" };
  });
}

/** Live through evenings, `pace` milliseconds each. `world` can say(line), announce(at, number) and stopped(). */
export async function live(all, world, pace) {
  for (const [number, { at, says, answer }] of all.entries()) {
    const over = new Promise((resolve) => setTimeout(resolve, pace));
    world.announce(at, number + 1, all.length, says.length > 0);
    await world.say(`/at ${at}`);
    for (const line of says) {
      let isAsking = await world.say(line);
      for (let n = 0; isAsking && !world.stopped(); n++) {
        isAsking = await world.say(n >= ANSWERS ? "stop" : line.startsWith("how") ? "no" : answer);
        if (n > ANSWERS) break;
      }
      if (world.stopped()) return;
    }
    await Promise.race([over, world.interrupted]);
    if (world.stopped()) return;
  }
}
