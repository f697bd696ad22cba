// Peer (d): Amazon's hello world for Node, stateless, as the SDK's first page builds it.
'use strict';

const Alexa = require('ask-sdk-core');

const LaunchRequestHandler = {
    canHandle(handlerInput) {
        return Alexa.getRequestType(handlerInput.requestEnvelope) === 'LaunchRequest';
    },
    handle(handlerInput) {
        const speech = 'Welcome, you can say Hello or Help. Which would you like to try?';
        return handlerInput.responseBuilder.speak(speech).reprompt(speech).getResponse();
    },
};

exports.handler = Alexa.SkillBuilders.custom().addRequestHandlers(LaunchRequestHandler).lambda();
