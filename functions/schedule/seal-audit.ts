import { auditSealPorts } from '#shared/audit-wiring';
import { sealAudit } from '#shared/use-cases/seal-audit';
import { activationPorts, callerPorts } from '#shared/wiring';

const ports = { ...callerPorts(), ...activationPorts(), ...auditSealPorts() };

/** Every hour: archives what was recorded and signs a checkpoint over it. */
export const handler = async (): Promise<{ sealed: number }> => ({ sealed: await sealAudit(ports) });
