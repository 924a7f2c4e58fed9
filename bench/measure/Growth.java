package measure;

class Growth { static Outcome measure(Setting s) { throw new stage.Problem("todo"); } }
