// Conversations by utterance: Bespoken's virtual-alexa resolves what is said by the samples of an interaction model,
// keeps the session, and holds the dialogs that the skill elicits. It does not know the samples of slots, so bare
// answers are given as intents.
const assert = require("node:assert"), fs = require("node:fs"), path = require("node:path");
const {describe, it} = require("mocha");
const {VirtualAlexa} = require("virtual-alexa"), {Utterance} = require("virtual-core");
const {APPLICATION, MODELS, handler, lastIntent, setClock} = require("./skill");

const PERMISSION = "alexa::alerts:reminders:skill:readwrite";

const clientOf = model => VirtualAlexa.Builder().handler(handler).applicationID(APPLICATION)
    .interactionModelFile(path.join(MODELS, model)).create();

function newClient() {
    const client = clientOf("en-US.json");
    client.context().device().setID("amzn1.ask.device.kitchen");
    return client;
}

// An answer that asks keeps the client's session open, with a reprompt and what brings its question back.
function asked(client, answer, like) {
    assert.match(answer.prompt(), like);
    assert.match(answer.prompt(), /\?/);
    assert.ok(answer.reprompt(), "it asks without a reprompt");
    assert.ok(answer.attr("question"), "it asks without session attributes");
    assert.ok(client.context().activeSession(), "it asks and ends the session");
}

function told(client, answer, like) {
    assert.match(answer.prompt(), like);
    assert.equal(answer.reprompt(), undefined);
    assert.ok(!client.context().activeSession(), "it asks nothing and keeps the session open");
}

// A turn: `say` something or `intend` an intent with slots. The skill then `asks` or `tells`, and may `elicit` a slot.
async function turn(client, {at, say, intend, to, asks, tells, elicits, hasCard = false}) {
    if (at) setClock(at);
    const answer = await (say ? client.utter(say) : client.intend(...intend));
    if (to) assert.equal(lastIntent(), to);
    if (asks) asked(client, answer, asks);
    else told(client, answer, tells);
    const {slotToElicit, updatedIntent} = answer.directive("Dialog.ElicitSlot") || {};
    assert.equal(slotToElicit && `${updatedIntent.name}.${slotToElicit}`, elicits);
    assert.equal(answer.card() !== undefined, hasCard);
}

const ANYTHING = /\w/;

const RATING = "DailyCheckInIntent.rating", PROMISE = "MakeCommitmentIntent.commitment";
const KEPT = "LogKeptCommitmentIntent.commitment", SPEECH = "FreeSpeechIntent.speech";

const CONVERSATIONS = {
    "the first launch asks for the role, and tells that role's step": [
        {say: "open trust steps", asks: /hurt.*broke the trust/, elicits: "TodaysStepIntent.role"},
        {say: "i am the one who broke the trust", to: "RoleIntent", tells: /the one who broke the trust/, hasCard: true},
        {say: "why that", to: "MoreDetailIntent", tells: ANYTHING},
        {say: "i did the step", to: "CompleteStepIntent", tells: ANYTHING},
        {say: "undo that", to: "UndoIntent", tells: ANYTHING},
    ],
    "a promise is remembered, kept the next day, dropped, and another one elicited": [
        {say: "i promise to call her at six", to: "MakeCommitmentIntent", tells: /call her at six/},
        {say: "what did i promise", to: "ListCommitmentsIntent", tells: /call her at six/},
        {at: "2026-03-03T21:00:00", say: "i kept my promise", to: "LogKeptCommitmentIntent", tells: /call her at six/},
        {say: "drop my promise to call her at six", to: "DropCommitmentIntent", tells: /call her at six/},
        {say: "what did i promise", asks: /promise/},
        {say: "yes", to: "AMAZON.YesIntent", asks: /promise/, elicits: PROMISE},
        {intend: ["MakeCommitmentIntent", {commitment: "cook on sunday"}], tells: /cook on Sunday/},
    ],
    "two open promises are told apart": [
        {say: "i promise to call her at six", tells: /call her at six/},
        {say: "i promise to cook on sunday", tells: /cook on Sunday/},
        {say: "i kept my promise", asks: /call her at six.*cook on Sunday/, elicits: KEPT},
        {intend: ["LogKeptCommitmentIntent", {commitment: "cook"}], tells: /cook on Sunday/},
        {say: "i forgot to call her", to: "LogMissedCommitmentIntent", tells: /call her at six/},
    ],
    "a check-in asks until a number fits, and the week has it": [
        {say: "tell trust steps to check in", to: "DailyCheckInIntent", asks: /one to five/, elicits: RATING},
        {intend: ["DailyCheckInIntent", {rating: "7"}], asks: /one to five/, elicits: RATING},
        {say: "give trust a 4", to: "DailyCheckInIntent", tells: /\b4\b/},
        {say: "how did we do this week", to: "WeeklyProgressIntent", asks: /1 check-in.*\b4\b/},
        {say: "yes", to: "AMAZON.YesIntent", tells: /\b4\b/},
    ],
    "deleting is asked for first: no keeps all, yes deletes it": [
        {say: "i promise to call her at six", tells: /call her at six/},
        {say: "forget everything about me", to: "ForgetMeIntent", asks: /delete/},
        {say: "no", to: "AMAZON.NoIntent", tells: ANYTHING},
        {say: "what did i promise", tells: /call her at six/},
        {say: "forget me", to: "ForgetMeIntent", asks: /delete/},
        {say: "yes", to: "AMAZON.YesIntent", tells: /delete/},
        {say: "what did i promise", asks: /promise/},
    ],
    "an apology is practised part by part until it is stopped": [
        {say: "practice apologizing", to: "ApologyPracticeIntent", asks: /responsibility/, elicits: SPEECH},
        {say: "what i want to say is i lied about it", to: "FreeSpeechIntent", asks: /regret/, elicits: SPEECH},
        {say: "yes", asks: /regret/, elicits: SPEECH},
        {say: "skip", to: "SkipStepIntent", asks: ANYTHING, elicits: SPEECH},
        {say: "stop", to: "AMAZON.StopIntent", tells: ANYTHING},
    ],
    "help and what is not understood are answered with a question, stop and cancel with none": [
        {say: "help", to: "AMAZON.HelpIntent", asks: ANYTHING},
        {say: "repeat that", to: "AMAZON.RepeatIntent", asks: ANYTHING},
        {intend: ["AMAZON.FallbackIntent"], asks: ANYTHING},
        {say: "stop", to: "AMAZON.StopIntent", tells: ANYTHING},
        {say: "help me", asks: ANYTHING},
        {say: "cancel", to: "AMAZON.CancelIntent", tells: ANYTHING},
    ],
    "danger is answered with numbers to call, in the midst of anything": [
        {say: "daily check in", asks: /one to five/, elicits: RATING},
        {say: "call the police", to: "SafetyIntent", tells: /911.*1-800-799-7233/},
    ],
};

describe("conversations", () => {
    for (const [title, turns] of Object.entries(CONVERSATIONS)) it(title, async () => {
        const client = newClient();
        for (const one of turns) await turn(client, one);
    });

    it("the end of a session is not answered", async () => {
        const client = newClient();
        await turn(client, {say: "help", asks: ANYTHING});
        assert.deepEqual((await client.utter("exit")).response, {});
        assert.ok(!client.context().activeSession());
    });

    it("a reminder is confirmed, and Alexa asks for the permission to set it", async () => {
        const client = newClient();
        await turn(client, {say: "set a reminder", asks: /time/, elicits: "SetReminderIntent.time"});
        await turn(client, {intend: ["SetReminderIntent", {time: "20:00"}], asks: /8 p\.m\./, elicits: "SetReminderIntent.time"});
        const {name, payload, token} = (await client.utter("yes")).directive("Connections.SendRequest");
        assert.equal(payload.permissionScopes[0].permissionScope, PERMISSION);
        const refused = {permissionScope: PERMISSION, status: "DENIED"};
        told(client, await client.request().connectionsResponse(name, refused, token).send(), ANYTHING);
    });
});

// What slots of Amazon's own types are filled with; the others take the first value of their type.
const SPOKEN = {
    "AMAZON.SearchQuery": "call her at six",
    "AMAZON.NUMBER": "three",
    "AMAZON.DATE": "yesterday",
    "AMAZON.TIME": "eight in the evening",
};

// All samples of a model would take this many times a second or two.
const EVERY = 20;

// Some of the samples with their slots filled; where one of two slots side by side ends, the client can't tell.
function* spokenSamples({intents, types}) {
    const values = new Map(types.map(type => [type.name, type.values[0].name.value]));
    for (const {name, samples, slots} of intents) {
        const spoken = slot => values.get(slot.type) || SPOKEN[slot.type];
        for (const sample of samples.filter((one, n) => n % EVERY === 0 && !one.includes("} {")))
            yield [name, sample.replace(/\{(\w+)\}/g, (_, of) => spoken(slots.find(one => one.name === of)))];
    }
}

describe("samples", () => {
    for (const file of fs.readdirSync(MODELS)) it(`${file}: an intent's samples are heard as that intent`, () => {
        const model = clientOf(file).context().interactionModel();
        const {languageModel} = JSON.parse(fs.readFileSync(path.join(MODELS, file), "utf8")).interactionModel;
        const samples = [...spokenSamples(languageModel)];
        const others = samples.map(([intent, said]) => ({intent, said, heard: new Utterance(model, said).intent()}))
            .filter(({intent, heard}) => heard !== intent);
        assert.deepEqual(others, []);
        assert.ok(samples.length > 200);
    });
});
