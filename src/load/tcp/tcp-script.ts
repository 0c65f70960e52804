/** `tcp` operations of several steps, over a kept connection or one for each. */
import type { TcpScriptPlan, TcpStep } from '../../plan/operation/tcp-script-plan.ts';
import { boundedPattern } from '../bounded-pattern.ts';
import type { Operation } from '../operation.ts';
import { compileTemplate, type RowFields } from '../template.ts';
import { connectionEndpoint, type Request } from './connection.ts';
import { ScriptAnswer, type ScriptStep } from './script-answer.ts';

export function compileTcpScript(
  plan: TcpScriptPlan,
  seed: number,
  rows: RowFields | null = null,
): Operation<Request> {
  const { host, port, keep } = plan;
  const compile = (steps: readonly TcpStep[], part: string): ScriptStep[] =>
    steps.map((step, at) => {
      const place = `tcp:${plan.name}:${part} ${at}`;
      // As the reader of a plan counts them.
      return compileStep(step, part === 'greeting' ? 'greeting' : `reply-${at + 1}`, (text) => {
        const template = compileTemplate(text, seed, place, { rows, into: 'text' });
        return (index) => template.render(index);
      });
    });
  const steps = compile(plan.steps, 'steps');
  const greeted = [...compile(plan.greeting, 'greeting'), ...steps];
  return {
    // Those that greet alike can share connections.
    endpoint: connectionEndpoint(`tcp-script ${JSON.stringify([host, port, plan.greeting])}`, host, port),
    timeoutMs: plan.timeoutMs,
    work: {
      bytes: () => null,
      answer: (conversation, index) =>
        new ScriptAnswer(conversation.fresh ? greeted : steps, conversation, index, keep),
    },
  };
}

function compileStep(
  step: TcpStep,
  failure: string,
  fill: (text: string) => (index: number) => string,
): ScriptStep {
  switch (step.kind) {
    case 'send':
      return { kind: 'send', bytes: fill(step.text) };
    case 'send-bytes': {
      const bytes = Buffer.from(step.base64, 'base64');
      return { kind: 'send', bytes: () => bytes };
    }
    case 'line':
      return { kind: 'line', pattern: boundedPattern(step.matches), failure };
    case 'text':
      return { kind: 'bytes', bytes: Buffer.from(step.text, 'utf8'), failure };
    case 'bytes':
      return { kind: 'bytes', bytes: Buffer.from(step.base64, 'base64'), failure };
    case 'skip':
      return { kind: 'skip', length: step.bytes };
    case 'closed':
      return { kind: 'closed', failure };
  }
}
