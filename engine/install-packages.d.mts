/** Makes node_modules agree with package-lock.json; does nothing when it does already, and waits when another run is at it. */
export function installPackages(root: string, say: (line: string) => void): Promise<void>;

/**
 * Says in a few words why node_modules is not what package-lock.json asks for; nothing when it is.
 * It compares with the record npm itself leaves in node_modules when an install is complete, so that an install
 * by hand counts too and an interrupted one does not.
 */
export function findPackagesProblem(root: string): string | undefined;
