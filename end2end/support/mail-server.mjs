// A mail server on loopback, for tests: nodemailer's smtp-server, with a certificate made for the run. Run by itself it
// takes its settings as JSON, prints its port and the file with its certificate as one line of JSON, then a line for each
// mail that arrives, and ends when its input does.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import selfsigned from "selfsigned";
import { SMTPServer } from "smtp-server";

/**
 * @typedef {object} Settings
 * @property {"none" | "starttls" | "implicit"} [tls] How connections are protected. Default: not at all.
 * @property {"PLAIN" | "LOGIN"} [method] The one way to sign in; without it nobody has to.
 * @property {string} [username]
 * @property {string} [password]
 * @property {number} [refusals] How many recipients are refused for now (451) before the first is taken.
 *
 * @typedef {object} Mail
 * @property {string} from
 * @property {string[]} to
 * @property {string} head The header lines as they came.
 * @property {string} body The text, decoded.
 * @property {number} longest The most characters of a line on the wire; RFC 5321 allows 998.
 * @property {string | null} user Who had signed in.
 * @property {boolean} secure Whether the connection was protected.
 */

/**
 * @param {Settings} settings
 * @param {(mail: Mail) => void} arrived
 */
export async function startMailServer({ tls = "none", method, username, password, refusals = 0 }, arrived) {
  let left = refusals;
  const certificate = tls === "none" ? undefined : certify();
  const server = new SMTPServer({
    secure: tls === "implicit",
    ...(certificate && { key: certificate.private, cert: certificate.cert }),
    disabledCommands: [...(tls === "starttls" ? [] : ["STARTTLS"]), ...(method ? [] : ["AUTH"])],
    authMethods: method ? [method] : [],
    authOptional: !method,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === username && auth.password === password
        ? done(null, { user: auth.username })
        : done(Object.assign(new Error("no such name and password"), { responseCode: 535 })),
    onRcptTo: (_address, _session, done) =>
      left-- > 0 ? done(Object.assign(new Error("not now"), { responseCode: 451 })) : done(),
    onData: (stream, session, done) => {
      /** @type {Buffer[]} */
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        arrived({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          ...read(Buffer.concat(chunks)),
          user: session.user ?? null,
          secure: session.secure,
        });
        done();
      });
    },
  });
  // Somebody who does not trust the certificate hangs up; that is for the sender to tell.
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  return {
    port: address.port,
    certificate: certificate?.cert,
    stop: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

/** A certificate for this machine's own names, which is its own authority. */
function certify() {
  return selfsigned.generate([{ name: "commonName", value: "localhost" }], {
    days: 2,
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }, { type: 7, ip: "127.0.0.1" }] },
    ],
  });
}

/** @param {Buffer} raw */
function read(raw) {
  const text = raw.toString("latin1");
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1]?.toLowerCase();
  const decoded =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : encoding === "quoted-printable"
        ? Buffer.from(body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1")
        : Buffer.from(body, "latin1");
  const longest = Math.max(...text.split("\r\n").map((line) => line.length));
  return { head, body: decoded.toString("utf8").replaceAll("\r\n", "\n"), longest };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  /** @param {unknown} line */
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const folder = mkdtempSync(join(tmpdir(), "asynclinic-mail-"));
  const server = await startMailServer(JSON.parse(process.argv[2] ?? "{}"), say);
  const file = server.certificate ? join(folder, "certificate.pem") : null;
  if (file && server.certificate) writeFileSync(file, server.certificate);
  say({ port: server.port, certificate: file });
  process.stdin.resume().on("end", () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
}
