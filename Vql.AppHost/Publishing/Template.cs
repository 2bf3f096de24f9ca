namespace Vql.AppHost.Publishing;

/// <summary>A value made of literal text and variables.</summary>
/// <param name="Parts">The parts in their order.</param>
internal sealed record Template(IReadOnlyList<TemplatePart> Parts)
{
    /// <summary>The variables of the value, each once.</summary>
    public IEnumerable<Variable> Variables => Parts.Select(part => part.Variable).OfType<Variable>().Distinct();

    public static Template Of(string text) => new([new TemplatePart(text, null)]);

    public static Template Of(Variable variable) => new([new TemplatePart(null, variable)]);

    /// <summary>Writes the value in a format's own syntax.</summary>
    /// <param name="escape">How the format writes text that must not be taken for a variable.</param>
    /// <param name="reference">How the format writes a variable.</param>
    public string Write(Func<string, string> escape, Func<Variable, string> reference) =>
        string.Concat(Parts.Select(part => part.Variable is { } variable ? reference(variable) : escape(part.Text ?? "")));
}

/// <summary>Literal text or a variable.</summary>
/// <param name="Text">The text; null for a variable.</param>
/// <param name="Variable">The variable; null for text.</param>
internal sealed record TemplatePart(string? Text, Variable? Variable);
