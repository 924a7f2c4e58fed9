package dev.redoubt.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The rules of the house for the classes below one root package: the program's, or a fixture's.
record RoomRules(String root) {
    private static final Set<String> WORDS_WITHOUT_MEANING =
            Set.of(
                    "util",
                    "utils",
                    "common",
                    "impl",
                    "manager",
                    "managers",
                    "helper",
                    "helpers",
                    "misc");

    static RoomRules of(String root) {
        return new RoomRules(root);
    }

    /// A room of the table uses only what its row allows. Fails by itself where the room has no
    /// class.
    ArchRule row(String room) {
        Set<String> uses =
                Objects.requireNonNull(Rooms.table().get(room), () -> room + ": not in the table");
        return noClasses()
                .that(new InRoom(room))
                .should(dependOnClassesThat(new InOtherRoomThan(uses)))
                .because("the table of rooms lets %s use %s".formatted(room, new TreeSet<>(uses)));
    }

    /// No circles between rooms.
    ArchRule acyclic() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    /// Every class lives in a room of the table.
    ArchRule housed() {
        return classes()
                .should(
                        new ArchCondition<>("live in a room of the table") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                events.add(
                                        new SimpleConditionEvent(
                                                type,
                                                Rooms.names().contains(roomOf(type)),
                                                type.getName() + " lives in no room"));
                            }
                        });
    }

    /// No package is named after nothing in particular.
    ArchRule namedByDomain() {
        return classes()
                .should(
                        new ArchCondition<>("live in packages named by domain") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                boolean named =
                                        Arrays.stream(type.getPackageName().split("\\."))
                                                .noneMatch(WORDS_WITHOUT_MEANING::contains);
                                events.add(
                                        new SimpleConditionEvent(
                                                type,
                                                named,
                                                type.getName()
                                                        + " lives in a package without a"
                                                        + " domain"));
                            }
                        });
    }

    /// Machines are functions: no I/O, no clock, no chance, no threads.
    ArchRule pureMachines() {
        return noClasses()
                .that(new Machines())
                .should(dependOnClassesThat(Impurity.TYPES))
                .orShould(Impurity.readTheClock())
                .because("time and chance are a machine's arguments, I/O its actions");
    }

    /// The rooms that have classes; a package-info alone furnishes none.
    Set<String> furnished(JavaClasses classes) {
        Set<String> furnished = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!type.getSimpleName().equals("package-info")) {
                furnished.add(roomOf(type));
            }
        }
        return furnished;
    }

    private String roomOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(root + ".")) {
            return "";
        }
        String below = name.substring(root.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private final class InRoom extends DescribedPredicate<JavaClass> {
        private final String room;

        InRoom(String room) {
            super("live in " + room);
            this.room = room;
        }

        @Override
        public boolean test(JavaClass type) {
            return roomOf(type).equals(room) && !type.getSimpleName().equals("package-info");
        }
    }

    private final class InOtherRoomThan extends DescribedPredicate<JavaClass> {
        private final Set<String> rooms;

        InOtherRoomThan(Set<String> rooms) {
            super("live outside " + new TreeSet<>(rooms));
            this.rooms = rooms;
        }

        @Override
        public boolean test(JavaClass type) {
            String room = roomOf(type);
            return !room.isEmpty() && !rooms.contains(room);
        }
    }

    private static final class Machines extends DescribedPredicate<JavaClass> {
        Machines() {
            super("are machines");
        }

        @Override
        public boolean test(JavaClass type) {
            return type.getSimpleName().endsWith("Machine")
                    || type.getEnclosingClass().map(this::test).orElse(false);
        }
    }
}
