// Reads documents as a JSON array on stdin, and prints for each what Amazon's apl-suggester finds.
// The argument is a JSON object that says where each package lies.
const Module = require("node:module"), path = require("node:path"), fs = require("node:fs");

const folders = JSON.parse(process.argv[2]), load = Module._load;
Module._load = (request, ...rest) => {
    const [name] = request.split("/");
    if (name === "axios") return {};  // it fetches what a document imports, and ours import nothing
    return load(folders[name] ? path.join(folders[name], request.slice(name.length)) : request, ...rest);
};
console.log = console.warn = () => {};  // the checker thinks aloud

const {StaticAplTemplateValidator} = require("apl-suggester");
(async () => {
    const validator = new StaticAplTemplateValidator(), answers = [];
    for (const document of JSON.parse(fs.readFileSync(0, "utf8"))) answers.push(await validator.validate(document));
    process.stdout.write(JSON.stringify(answers));
})();
