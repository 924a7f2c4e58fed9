package measure;

class Start { static Outcome measure(Setting s) { throw new stage.Problem("todo"); } }
