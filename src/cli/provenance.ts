// Which repository and commit is analysed, where a workflow of GitHub says so.
import type { Provenance } from '#report/sarif.js';

/** From the variables every step has (docs.github.com, "Default environment variables"); undefined elsewhere, or when the working directory is not the repository's root. */
export function provenanceOf(environment: NodeJS.ProcessEnv, workingDirectory: string): Provenance | undefined {
  const { GITHUB_ACTIONS, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF_NAME, GITHUB_WORKSPACE } = environment;
  if (GITHUB_ACTIONS !== 'true' || GITHUB_WORKSPACE !== workingDirectory || !GITHUB_SERVER_URL || !/^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY ?? '')) return undefined;
  return {
    repositoryUri: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY ?? ''}`,
    ...(GITHUB_SHA ? { revisionId: GITHUB_SHA } : {}),
    ...(GITHUB_REF_NAME ? { branch: GITHUB_REF_NAME } : {}),
  };
}
