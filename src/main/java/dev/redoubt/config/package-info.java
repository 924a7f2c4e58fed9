/// The configuration: YAML to records, every problem with file, line and column.
@NullMarked
package dev.redoubt.config;

import org.jspecify.annotations.NullMarked;
