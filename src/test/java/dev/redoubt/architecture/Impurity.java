package dev.redoubt.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.List;
import java.util.Set;

/// What a machine must not touch: the outside world, clocks, chance and threads.
final class Impurity {
    private static final List<String> PACKAGES =
            List.of("io.netty", "java.net", "java.nio.channels", "java.io", "java.util.random");

    private static final Set<String> NAMES =
            Set.of(
                    "java.lang.Thread",
                    "java.lang.ProcessBuilder",
                    "java.security.SecureRandom",
                    "java.time.Clock",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.util.concurrent.ThreadLocalRandom");

    static final DescribedPredicate<JavaClass> TYPES =
            DescribedPredicate.describe(
                    "reach outside, a clock, chance or a thread", Impurity::isImpure);

    private Impurity() {}

    private static boolean isImpure(JavaClass type) {
        String name = type.getPackageName();
        return NAMES.contains(type.getName())
                || PACKAGES.stream().anyMatch(p -> name.equals(p) || name.startsWith(p + "."));
    }

    /// Reads a clock without naming a type that is impure as a whole.
    static ArchCondition<JavaClass> readTheClock() {
        return new ArchCondition<>("read the clock") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnitAccessesFromSelf().stream()
                        .filter(Impurity::isClock)
                        .map(call -> SimpleConditionEvent.satisfied(call, call.getDescription()))
                        .forEach(events::add);
            }
        };
    }

    private static boolean isClock(JavaCodeUnitAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return switch (owner) {
            case "java.lang.System" ->
                    name.equals("nanoTime")
                            || name.equals("currentTimeMillis")
                            || name.equals("getenv")
                            || name.equals("getProperty");
            case "java.lang.Math" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }
}
