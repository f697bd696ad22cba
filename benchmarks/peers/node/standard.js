// Peer (e): ask-sdk for Node with its DynamoDB adapter, the documented way; it does what standard.py does.
//
// The client is made here because the adapter's version of Amazon's SDK has no variable for the endpoint.
'use strict';

const Alexa = require('ask-sdk');
const { DynamoDB } = require('aws-sdk');

const LaunchRequestHandler = {
    canHandle(handlerInput) {
        return Alexa.getRequestType(handlerInput.requestEnvelope) === 'LaunchRequest';
    },
    async handle(handlerInput) {
        const { kept = 0 } = await handlerInput.attributesManager.getPersistentAttributes();
        const speech = `Welcome back. You kept ${kept} promises. Would you like today's step?`;
        return handlerInput.responseBuilder.speak(speech).reprompt("Say yes to hear today's step.").getResponse();
    },
};

const OutcomeIntentHandler = {
    canHandle(handlerInput) {
        const { requestEnvelope } = handlerInput;
        return Alexa.getRequestType(requestEnvelope) === 'IntentRequest'
            && ['LogKeptCommitmentIntent', 'LogMissedCommitmentIntent'].includes(Alexa.getIntentName(requestEnvelope));
    },
    async handle(handlerInput) {
        const { attributesManager, requestEnvelope, responseBuilder } = handlerInput;
        const attributes = await attributesManager.getPersistentAttributes();
        const name = Alexa.getIntentName(requestEnvelope) === 'LogKeptCommitmentIntent' ? 'kept' : 'missed';
        attributes[name] = (attributes[name] || 0) + 1;
        attributesManager.setPersistentAttributes(attributes);
        await attributesManager.savePersistentAttributes();
        return responseBuilder.speak(`Noted as ${name}: be home by seven.`).withShouldEndSession(true).getResponse();
    },
};

const HelpIntentHandler = {
    canHandle(handlerInput) {
        const { requestEnvelope } = handlerInput;
        return Alexa.getRequestType(requestEnvelope) === 'IntentRequest'
            && Alexa.getIntentName(requestEnvelope) === 'AMAZON.HelpIntent';
    },
    handle(handlerInput) {
        const { responseBuilder } = handlerInput;
        return responseBuilder.speak('You can say that you kept your promise.').reprompt('Go on.').getResponse();
    },
};

exports.handler = Alexa.SkillBuilders.standard()
    .withTableName(process.env.BENCHMARK_TABLE)
    .withDynamoDbClient(new DynamoDB({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB }))
    .addRequestHandlers(LaunchRequestHandler, OutcomeIntentHandler, HelpIntentHandler)
    .lambda();
