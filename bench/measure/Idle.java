package measure;

class Idle { static Outcome measure(Setting s) { throw new stage.Problem("todo"); } }
