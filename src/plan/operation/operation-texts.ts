/** The texts of an operation in which secrets may stand. */
import type { HttpOperationPlan, OperationPlan } from './operation-plan.ts';
import type { ExecOperationPlan, ProgramPlan, StdioOperationPlan } from './process-operation-plan.ts';
import type { TcpStep } from './tcp-script-plan.ts';
import type { WsOperationPlan } from './ws-operation-plan.ts';

export interface TextPart {
  /** For messages. */
  readonly name: string;
  /** The load fills it in for each operation. */
  readonly templates: boolean;
  /** How what is filled in has to be written there; as it is when left out. */
  readonly encode?: (value: string) => string;
  /** What it may not hold once filled in. */
  readonly forbidden?: { readonly pattern: RegExp; readonly what: string };
}

type Fill = (text: string, part: TextPart) => string;

/** The same operation with what `fill` makes of each text. */
export function mapTexts(operation: OperationPlan, fill: Fill): OperationPlan {
  switch (operation.kind) {
    case 'http':
      return mapHttp(operation, fill);
    case 'tcp':
      return { ...operation, send: fill(operation.send, { name: 'send', templates: true }) };
    case 'tcp-script':
      return {
        ...operation,
        greeting: mapSteps(operation.greeting, fill),
        steps: mapSteps(operation.steps, fill),
      };
    case 'flow':
    case 'counted':
      return operation;
    case 'command':
      return { ...operation, program: mapProgram(operation.program, fill) };
    case 'exec':
      return mapExec(operation, fill);
    case 'stdio':
      return mapStdio(operation, fill);
    case 'module': {
      const options = { name: 'options', templates: false, encode: insideJsonString };
      return { ...operation, options: fill(operation.options, options) };
    }
    case 'ws':
      return mapWs(operation, fill);
  }
}

function mapHttp(operation: HttpOperationPlan, fill: Fill): HttpOperationPlan {
  const headers = Object.entries(operation.headers).map(([name, value]) => {
    const forbidden = { pattern: /[\r\n\0]/, what: 'a line break' };
    return [name, fill(value, { name: `header ${name}`, templates: true, forbidden })] as const;
  });
  const isJson = headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && /\bjson\b/i.test(value),
  );
  const body = { name: 'body', templates: true, ...(isJson ? { encode: insideJsonString } : {}) };
  return {
    ...operation,
    url: fill(operation.url, { name: 'address', templates: true, encode: encodeURIComponent }),
    headers: Object.fromEntries(headers),
    body: operation.body === null ? null : fill(operation.body, body),
  };
}

function mapSteps(steps: readonly TcpStep[], fill: Fill): readonly TcpStep[] {
  return steps.map((step) =>
    step.kind === 'send' ? { ...step, text: fill(step.text, { name: 'send', templates: true }) } : step,
  );
}

function mapExec(operation: ExecOperationPlan, fill: Fill): ExecOperationPlan {
  const { input } = operation;
  return {
    ...operation,
    program: mapProgram(operation.program, fill),
    input: input === null ? null : fill(input, { name: 'input', templates: true }),
  };
}

function mapStdio(operation: StdioOperationPlan, fill: Fill): StdioOperationPlan {
  const send = { name: 'send', templates: true, encode: insideJsonString };
  return {
    ...operation,
    program: mapProgram(operation.program, fill),
    send: fill(operation.send, send),
  };
}

function mapWs(operation: WsOperationPlan, fill: Fill): WsOperationPlan {
  const headers = Object.entries(operation.headers).map(([name, value]) => {
    const forbidden = { pattern: /[\r\n\0]/, what: 'a line break' };
    return [name, fill(value, { name: `header ${name}`, templates: false, forbidden })] as const;
  });
  return { ...operation, headers: Object.fromEntries(headers), does: mapDeed(operation.does, fill) };
}

function mapDeed(does: WsOperationPlan['does'], fill: Fill): WsOperationPlan['does'] {
  const message = (text: string, name: string) =>
    fill(text, { name, templates: true, ...(/^\s*[[{]/.test(text) ? { encode: insideJsonString } : {}) });
  if (does.kind === 'exchange')
    return { ...does, message: does.message === null ? null : message(does.message, 'send') };
  return {
    ...does,
    message: message(does.message, 'publish'),
    subscribe: message(does.subscribe, 'subscribe'),
    confirmed: does.confirmed === null ? null : message(does.confirmed, 'confirmed'),
  };
}

function mapProgram(program: ProgramPlan, fill: Fill): ProgramPlan {
  const environment = Object.entries(program.environment).map(([name, value]) => {
    const forbidden = { pattern: /\0/, what: 'a NUL byte' };
    return [name, fill(value, { name: `environment ${name}`, templates: false, forbidden })] as const;
  });
  return { ...program, environment: Object.fromEntries(environment) };
}

function insideJsonString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
