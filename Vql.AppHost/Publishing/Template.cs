namespace Vql.AppHost.Publishing;

/// <summary>A value that consists of literal text and variables.</summary>
/// <param name="Parts">The parts, in order.</param>
internal sealed record Template(IReadOnlyList<TemplatePart> Parts)
{
    /// <summary>The distinct variables of the value.</summary>
    public IEnumerable<Variable> Variables => Parts.Select(part => part.Variable).OfType<Variable>().Distinct();

    public static Template Of(string text) => new([new TemplatePart(text, null)]);

    public static Template Of(Variable variable) => new([new TemplatePart(null, variable)]);

    /// <summary>Writes the value in the syntax of an output format.</summary>
    /// <param name="escape">Escapes literal text.</param>
    /// <param name="reference">Writes a reference to a variable.</param>
    public string Write(Func<string, string> escape, Func<Variable, string> reference) =>
        string.Concat(Parts.Select(part => part.Variable is { } variable ? reference(variable) : escape(part.Text ?? "")));
}

/// <summary>Literal text or a variable.</summary>
/// <param name="Text">The text. Null for a variable.</param>
/// <param name="Variable">The variable. Null for text.</param>
internal sealed record TemplatePart(string? Text, Variable? Variable);
