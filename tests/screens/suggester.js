// Reads documents as a JSON array on stdin, and prints for each what Amazon's apl-suggester finds.
const Module = require("node:module"), fs = require("node:fs");

const load = Module._load;
// axios would fetch what a document imports, and these import nothing.
Module._load = (request, ...rest) => request === "axios" ? {} : load(request, ...rest);
console.log = console.warn = () => {};  // the checker prints its steps

const {StaticAplTemplateValidator} = require("apl-suggester");
(async () => {
    const validator = new StaticAplTemplateValidator(), answers = [];
    for (const document of JSON.parse(fs.readFileSync(0, "utf8"))) answers.push(await validator.validate(document));
    process.stdout.write(JSON.stringify(answers));
})();
