// One sample of a contender on Node: what sample.py is for Python. JSON comes on stdin and goes to stdout.
'use strict';

const { readFileSync } = require('fs');

// Seconds: the wall's clock, which is the machine's monotonic one, and this process's CPU time.
function now() {
    const { user, system } = process.cpuUsage();
    return [Number(process.hrtime.bigint()) / 1e9, (user + system) / 1e6];
}

function span(begun, ended) {
    return [ended[0] - begun[0], ended[1] - begun[1]];
}

function answered(handler, event) {
    return new Promise((resolve, reject) => {
        handler(event, {}, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
}

// The most memory that was resident, in bytes.
function peak() {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

async function main() {
    const asked = JSON.parse(readFileSync(0, 'utf8'));
    const begun = now();
    const { handler } = require(asked.module);
    const imported = now();
    const answers = [];
    const turns = [];
    for (const turn of asked.turns) {
        const started = now();
        answers.push(JSON.stringify(await answered(handler, JSON.parse(turn.event))));
        turns.push(span(started, now()));
    }
    asked.turns.forEach((turn, index) => {
        if (!answers[index].includes(turn.says)) {
            throw new Error(`'${turn.says}' was to be said, and the answer was ${answers[index]}`);
        }
    });
    const result = { begun: begun[0], imported: span(begun, imported), turns, peak: peak() };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

main().catch((error) => {
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
});
