/**
 * Findings as one SARIF log, for code scanning.
 *
 * Spec: OASIS SARIF 2.1.0 sections 3.13 (log), 3.14 (run), 3.19 (driver), 3.27 (result), 3.49 (rule).
 */
import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocatedFinding } from '../source/finding.ts';
import type { CheckReport } from './check-report.ts';
import { toPointerText } from './pointer-text.ts';
import { toRepositoryPath } from './repository-path.ts';
import { toRuleHelp } from './rule-help.ts';

/** The log. @param version - The command line's own. */
export function toSarif({ findings, notes }: Pick<CheckReport, 'findings' | 'notes'>, version: string): object {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const driver = {
    ...{ name: 'sallyport', version, semanticVersion: version },
    rules: codes.map((code) => toRule(code, findings)),
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text } })),
          },
        ],
        results: findings.map((finding) => toResult(finding, codes)),
      },
    ],
  };
}

function toRule(code: string, findings: readonly LocatedFinding[]): object {
  const text = toRuleHelp(code);
  const level = findings.some((finding) => finding.code === code && finding.level === 'error') ? 'error' : 'warning';
  return {
    id: code,
    shortDescription: { text },
    help: {
      text: `${text} Each result says what would settle it.`,
      markdown: `${text} Each result says what would settle it.`,
    },
    defaultConfiguration: { level },
  };
}

function toResult(
  { level, code, file, line, column, pointer, message, suggestion }: LocatedFinding,
  codes: readonly string[],
): object {
  const region =
    line === null ? {} : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } };
  const name = toPointerText(pointer);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: suggestion === null ? message : `${message} (${suggestion})` },
    locations: [
      {
        physicalLocation: { artifactLocation: toArtifact(file), ...region },
        logicalLocations: [{ fullyQualifiedName: name, kind: 'member' }],
      },
    ],
    // The same finding after lines were added above it is no new one.
    partialFingerprints: {
      'sallyportFinding/v1': createHash('sha256')
        .update(JSON.stringify([file, code, pointer, message]))
        .digest('hex'),
    },
  };
}

function toArtifact(file: string): object {
  const path = toRepositoryPath(file);
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
