// Conversations by intent: Taimos' ask-sdk-test builds the requests, brings the session attributes back, and has rules
// of its own: a reply that keeps the session open asks a question, and one that ends it asks none.
const assert = require("node:assert"), path = require("node:path"), {randomUUID} = require("node:crypto");
const {describe} = require("mocha");
const {
    AlexaTest, IntentRequestBuilder, LaunchRequestBuilder, ResponseValidator, SessionEndedRequestBuilder,
} = require("ask-sdk-test");
const {APPLICATION, MODELS, handler} = require("./skill");

const {intents} = require(path.join(MODELS, "en-US.json")).interactionModel.languageModel;

// A rule beside the client's own: there is a reprompt where the session stays open, and nowhere else.
class RepromptValidator extends ResponseValidator {
    validate(turn, {response}) {
        assert.equal("reprompt" in response, response.shouldEndSession === false, "whether it has a reprompt");
    }
}

const newSettings = () => ({
    appId: APPLICATION,
    userId: `amzn1.ask.account.${randomUUID()}`,
    deviceId: `amzn1.ask.device.${randomUUID()}`,
    locale: "en-US",
});

const newClient = settings => new AlexaTest(handler, settings).addValidator(new RepromptValidator());

// A turn that the skill answers with a question, or without one, and what else is expected of the answer.
const asks = (request, expected) => ({request: request.build(), shouldEndSession: false, ...expected});
const tells = (request, expected) =>
    ({request: request.build(), shouldEndSession: true, repromptsNothing: true, ...expected});

const elicits = (elicitsForIntent, elicitsSlot) => ({elicitsForIntent, elicitsSlot});

const says = pattern => ({says: said => pattern.test(said)});

const asksFor = question => ({hasAttributes: {question}});

const practises = part =>
    ({...elicits("FreeSpeechIntent", "speech"), hasAttributes: {state: state => state.part === part}});

// Play the turns that `turnsOf` returns, with a user and a device of their own.
function conversation(title, turnsOf) {
    const settings = newSettings();
    const intent = (name, slots = {}) => Object.entries(slots)
        .reduce((request, [slot, value]) => request.withSlot(slot, value), new IntentRequestBuilder(settings, name));
    newClient(settings).test(turnsOf(intent, settings), title);
}

describe("conversations", () => {
    conversation("the first launch asks for the role, which a synonym answers", (intent, settings) => [
        asks(new LaunchRequestBuilder(settings), {...elicits("TodaysStepIntent", "role"), ...asksFor("launch.role")}),
        tells(intent("TodaysStepIntent").withSlotResolution("role", "the one who was hurt", "ROLE", "healing"), {
            ...says(/the one who was hurt/),
            callback: ({response}) => assert.equal(response.card.type, "Simple"),
        }),
        tells(intent("CompleteStepIntent")),
    ]);

    conversation("a promise without words is elicited, and so is which of two was kept", intent => [
        asks(intent("MakeCommitmentIntent").withEmptySlot("commitment"), elicits("MakeCommitmentIntent", "commitment")),
        tells(intent("MakeCommitmentIntent", {commitment: "be home by six"}), {saysLike: "be home by six"}),
        tells(intent("MakeCommitmentIntent", {commitment: "cook dinner"}), {saysLike: "cook dinner"}),
        asks(intent("LogKeptCommitmentIntent"), {
            ...elicits("LogKeptCommitmentIntent", "commitment"), ...says(/be home by six.*cook dinner/),
        }),
        tells(intent("LogKeptCommitmentIntent", {commitment: "the dinner"}), {saysLike: "cook dinner"}),
        tells(intent("ListCommitmentsIntent"), says(/be home by six.*cook dinner/)),
    ]);

    conversation("a check-in asks until a number fits, and the week has it", intent => [
        asks(intent("DailyCheckInIntent"), {...elicits("DailyCheckInIntent", "rating"), ...asksFor("checkin.rating")}),
        asks(intent("DailyCheckInIntent", {rating: "?"}), asksFor("checkin.rating")),
        // It tells a question for the two of them to talk about, which the skill doesn't wait for.
        tells(intent("DailyCheckInIntent", {rating: "4"}), {ignoreQuestionCheck: true, ...says(/\b4\b/)}),
        asks(intent("WeeklyProgressIntent"), {...says(/1 check-in.*\b4\b/), ...asksFor("progress.more")}),
        tells(intent("AMAZON.YesIntent"), says(/\b4\b/)),
    ]);

    conversation("deleting is asked for first, and needs a yes", intent => [
        tells(intent("MakeCommitmentIntent", {commitment: "be home by six"})),
        asks(intent("ForgetMeIntent").withSlotResolution("whom", "me", "WHOM", "me"), asksFor("forget.me")),
        tells(intent("AMAZON.NoIntent")),
        tells(intent("ListCommitmentsIntent"), {saysLike: "be home by six"}),
        tells(intent("AMAZON.YesIntent"), {withSessionAttributes: {question: "forget.me", state: {}}}),
        asks(intent("ListCommitmentsIntent"), asksFor("commitments.offer")),
    ]);

    conversation("an apology goes from part to part, and Stop ends it", intent => [
        asks(intent("ApologyPracticeIntent"), practises("responsibility")),
        asks(intent("FreeSpeechIntent", {speech: "i lied to you about the money"}), practises("regret")),
        asks(intent("AMAZON.RepeatIntent"), practises("regret")),
        tells(intent("AMAZON.StopIntent")),
    ]);

    conversation("help and what is not understood are answered with a question, cancel and home with none", intent => [
        asks(intent("AMAZON.HelpIntent")),
        asks(intent("AMAZON.FallbackIntent")),
        tells(intent("AMAZON.CancelIntent")),
        tells(intent("AMAZON.NavigateHomeIntent")),
    ]);

    conversation("the end of a session is not answered", (intent, settings) => [
        asks(new LaunchRequestBuilder(settings)),
        {
            request: new SessionEndedRequestBuilder(settings, "USER_INITIATED").build(),
            saysNothing: true,
            repromptsNothing: true,
            shouldEndSession: undefined,
        },
    ]);

    conversation("danger is answered with numbers to call, in the midst of anything", (intent, settings) => [
        asks(new LaunchRequestBuilder(settings)),
        tells(intent("SafetyIntent"), says(/911.*1-800-799-7233/)),
    ]);

    conversation("a device with a screen shows the week", intent => [
        tells(intent("DailyCheckInIntent", {rating: "4"}), {ignoreQuestionCheck: true}),
        asks(intent("WeeklyProgressIntent").withInterfaces({apl: true}), {
            renderDocument: {document: one => one.type === "APL", hasDataSources: {screen: Boolean}},
        }),
    ]);
});

describe("intents without slots", () => {
    for (const {name} of intents) {
        const settings = newSettings(), client = newClient(settings);
        // Whether a reply asks is the skill's to say here; the rules for either kind are checked.
        client.validators = client.validators.filter(one => one.constructor.name !== "EndSessionValidator");
        client.test([{request: new IntentRequestBuilder(settings, name).build()}], name);
    }
});
