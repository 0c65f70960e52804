/** The plan's operations, compiled. */
import type { FlowOperationPlan } from '../plan/operation/flow-plan.ts';
import type { OperationPlan } from '../plan/operation/operation-plan.ts';
import type { CommandOperationPlan, CountedOperationPlan } from '../plan/operation/process-operation-plan.ts';
import { withPolicy } from './client/client-policy.ts';
import { Marks } from './figure/marks.ts';
import { Flows } from './flow/flows.ts';
import { Counters } from './http/counting.ts';
import { compileHttp } from './http/http-operation.ts';
import { compileModule } from './module/module-operation.ts';
import type { Operation } from './operation.ts';
import { compileExec } from './program/exec-operation.ts';
import { compileStdio } from './program/stdio-operation.ts';
import { Tools } from './program/tools.ts';
import { compileTcp } from './tcp/tcp-operation.ts';
import { compileTcpScript } from './tcp/tcp-script.ts';
import type { RowFields } from './template.ts';
import { compileWs, type WsContext } from './websocket/ws-operation.ts';

/**
 * `rowsOf` each operation that has a corpus; `marks` takes what is noticed beside how they end. Throws a SoakdError
 * where the plan asks for what cannot be sent.
 */
export function compileOperations(
  plans: readonly OperationPlan[],
  seed: number,
  rowsOf: (operation: number) => RowFields | null = () => UNREAD,
  marks = new Marks(),
): readonly Operation[] {
  const flows = new Flows(plans);
  const counters = new Counters(plans, marks);
  const tools = new Tools(plans);
  return plans.map((plan, index) => {
    if (plan.step !== undefined && plan.kind === 'http') {
      const { part, flowIndex } = flows.partOf(plan.step);
      const operation = compileHttp(plan, seed, rowsOf(flowIndex), part, counters.of(plan, index));
      return flows.add(plan.step, { operationIndex: index, operation, name: plan.name });
    }
    const context = { seed, rows: rowsOf(index), index, marks, counters };
    if (plan.kind === 'command' || plan.kind === 'counted') return tools.compile(plan, context);
    const operation = plan.kind === 'flow' ? flows.whole(plan) : compile(plan, context);
    return plan.policy === undefined ? operation : withPolicy(operation, plan.policy, index, marks);
  });
}

function compile(
  plan: Exclude<OperationPlan, FlowOperationPlan | CommandOperationPlan | CountedOperationPlan>,
  context: WsContext & { readonly counters: Counters },
): Operation {
  const { seed, rows, counters, index } = context;
  switch (plan.kind) {
    case 'http':
      return compileHttp(plan, seed, rows, null, counters.of(plan, index));
    case 'tcp':
      return compileTcp(plan, seed, rows);
    case 'tcp-script':
      return compileTcpScript(plan, seed, rows);
    case 'exec':
      return compileExec(plan, seed, rows);
    case 'stdio':
      return compileStdio(plan, seed, rows);
    case 'module':
      return compileModule(plan, seed, rows);
    case 'ws':
      return compileWs(plan, context);
  }
}

/** Enough to tell whether the operations can be sent. */
const UNREAD: RowFields = {
  field: (_, name) => {
    throw new Error(`the corpus with ${name} was not read`);
  },
  fields: () => {
    throw new Error('the corpus was not read');
  },
};
