// A certified OpenID provider (npm oidc-provider) for one test: people sign in by typing a name, with any password.
//
//   node provider.mjs CERTIFICATE KEY RETURN
//
// It prints its issuer once it listens on a port of its own, and ends with its standard input. RETURN is the console's address to
// return to. Tokens for the resource urn:safeguarding-hub are JWTs whose audience is safeguarding-hub.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const [certificate, key, console_] = process.argv.slice(2);
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const RESOURCE = 'urn:safeguarding-hub';

const configuration = {
  jwks: { keys: [{ ...signing, kid: 'one', use: 'sig', alg: 'ES256' }] },
  cookies: { keys: ['not a secret: it signs the cookies of made-up people'] },
  clients: [
    {
      client_id: 'hub-console',
      client_secret: 'known to this test alone',
      redirect_uris: [console_],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'school-mis',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://app.example.org/return'],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: 'safeguarding-hub',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
      useGrantedResource: () => true,
    },
  },
  // Nobody is asked whether the app may: the test is of what the hub takes.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid');
    grant.addResourceScope(RESOURCE, '');
    await grant.save();
    return grant;
  },
};

// Standard output holds the issuer and nothing else: nobody reads on.
console.log = console.info = console.error;

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.listen(0, '127.0.0.1', () => {
  const issuer = `https://localhost:${server.address().port}`;
  server.on('request', new Provider(issuer, configuration).callback());
  process.stdout.write(`${issuer}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
