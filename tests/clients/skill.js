// The skill as a Lambda handler: `handler(envelope)` sends a request envelope over the bridge (bridge.py), and resolves
// to the response envelope. Mocha loads this file first: it starts the bridge, which PYTHON runs, and stops it.
const {spawn} = require("node:child_process"), path = require("node:path"), readline = require("node:readline");

const ROOT = path.join(__dirname, "..", ".."), MODELS = path.join(ROOT, "interaction_models");

// The skill's own id, which the bridge checks.
const APPLICATION = "amzn1.ask.skill.pretend";

// When a conversation begins. Clients write the time of the machine, which would change what is answered.
const BEGUN = "2026-03-02T20:00:00";

// Of an answer, where a test fails; a screen is longer.
const SHOWN_CHARS = 1500;

let bridge, hasEnded = false, now, exchanges = [];
const waiting = [];  // for lines of the bridge, in the order in which they will come

const nextLine = () => new Promise((resolve, reject) => waiting.push({resolve, reject}));

async function handler(envelope) {
    const timestamp = envelope.request.timestamp.replace(/^.{19}/, now);  // the precision stays the client's
    const request = {...envelope.request, timestamp};
    const sent = JSON.stringify({...envelope, request});  // a client goes on to change its own slots
    if (hasEnded) throw new Error("the bridge has ended");
    bridge.stdin.write(sent + "\n");
    const {answer, error} = await nextLine();
    exchanges.push({request: JSON.parse(sent).request, answer, error});
    if (error) throw new Error(`the skill refused the request: ${error}`);
    return answer;
}

// Each exchange of a test that failed, below what the client complains of.
function withExchanges(error) {
    error.message += exchanges.map(one => `\n> ${JSON.stringify(one.request.intent || one.request.type)}` +
        `\n< ${one.error || JSON.stringify(one.answer).slice(0, SHOWN_CHARS)}`).join("");
}

module.exports = {
    APPLICATION,
    MODELS,
    handler,
    setClock: at => { now = at; },
    // The intent of the last request, as the client resolved what was said.
    lastIntent: () => (exchanges.at(-1).request.intent || {}).name,
    mochaHooks: {
        beforeAll() {
            const stdio = ["pipe", "pipe", "inherit"];
            bridge = spawn(process.env.PYTHON, ["-m", "tests.clients.bridge"], {cwd: ROOT, stdio});
            readline.createInterface({input: bridge.stdout})
                .on("line", line => waiting.shift().resolve(JSON.parse(line)))
                .on("close", () => {
                    hasEnded = true;
                    waiting.splice(0).forEach(one => one.reject(new Error("the bridge has ended")));
                });
            return nextLine();
        },
        beforeEach() {
            now = BEGUN;
            exchanges = [];
        },
        afterEach() {
            if (this.currentTest.state === "failed") withExchanges(this.currentTest.err);
        },
        afterAll() {
            bridge.stdin.end();
        },
    },
};
