import type { Measured } from './way.ts';

/** Rows of a Markdown table. The ratio is that to the first row of the group: of the processors, because other work on the machine counts less there. */
export function formatRows({ title, rows }: Measured): string {
  const [first] = rows;
  return rows
    .map(({ way, cost, runs }, i) => {
      const cells = [
        i === 0 ? `**${title}**: ${way.what}` : way.what,
        `${cost.seconds.toFixed(2)} s${budgetOf(way.budget, cost.seconds)}`,
        `${cost.processor.toFixed(2)} s`,
        `${cost.memory.toFixed(0)} MiB`,
        first && i > 0 ? ratioOf(cost.processor / first.cost.processor) : '',
        String(runs),
      ];
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

export const HEAD = `| what | time | of the processors | memory | of the processors, times the first | runs |
| --- | --- | --- | --- | --- | --- |`;

function budgetOf(budget: number | undefined, seconds: number): string {
  if (budget === undefined) return '';
  return ` (budget ${budget} s${seconds > budget ? ', **missed**' : ''})`;
}

function ratioOf(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}
