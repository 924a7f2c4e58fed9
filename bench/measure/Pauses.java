package measure;

class Pauses { static Outcome measure(Setting s) { throw new stage.Problem("todo"); } }
