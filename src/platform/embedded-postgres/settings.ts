/** A small service on one machine; everything else is Postgres's default, durability (fsync) included. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  // Containers give /dev/shm 64 MB, too little for parallel queries; files in the cluster have no such limit.
  dynamic_shared_memory_type: 'mmap',
  // Compiling pays for long analytical queries only, and the npm binaries have no LLVM.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_checkpoints: 'off',
  // Process and SQLSTATE; whoever receives the lines adds the time.
  log_line_prefix: '[%p] %e ',
  cluster_name: 'archway',
};

/** The arguments of `postgres`. They are given at each start, so that old clusters follow our choices too. */
export function serverArguments(cluster: string, port: number): string[] {
  const settings = Object.entries({ ...SETTINGS, port: String(port) });
  return ['-D', cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
