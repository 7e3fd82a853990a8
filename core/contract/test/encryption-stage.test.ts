import { encryptionStage } from '@rollcall/contract';
import { expect } from 'chai';

describe('encryptionStage', () => {
  for (const [baseUrl, allowSelfSigned, status] of [
    ['https://www.example', false, 'passed'],
    ['https://www.example', true, 'warning'],
    ['http://www.example', false, 'warning'],
    ['http://127.0.0.1.example', false, 'warning'],
    ['http://localhost.example', false, 'warning'],
    ['http://127.0.0.1:8080', false, 'passed'],
    ['http://localhost', false, 'passed'],
    ['http://[::1]:80', false, 'passed'],
  ] as const)
    it(`says "${status}" of ${baseUrl}${allowSelfSigned ? ', where any certificate is trusted' : ''}`, () => {
      const stage = encryptionStage(baseUrl, allowSelfSigned);
      expect(stage).to.include({ stage: 'tls', status });
      expect(stage.remedy === undefined, 'a warning says what to do').to.equal(status === 'passed');
    });
});
