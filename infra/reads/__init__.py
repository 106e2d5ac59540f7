"""What is read of many dossiers at once: queues, registers, workload, looks."""
