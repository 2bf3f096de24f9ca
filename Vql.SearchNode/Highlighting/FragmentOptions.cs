using System.Text.Json;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Highlighting;

/// <summary>The number and the size of the highlighted parts of a field.</summary>
/// <param name="Count">The maximum number of parts. 0 for whole values.</param>
/// <param name="Size">The approximate size of a part, in characters. 0 for whole sentences.</param>
/// <param name="IsByScore">Whether the best part is first. Otherwise, parts have the order of the text.</param>
/// <param name="NoMatchSize">The number of characters at the start of a text without matches. 0 for none.</param>
/// <param name="IsByWords">Whether a part is a single word.</param>
internal sealed record FragmentOptions(int Count, int Size, bool IsByScore, int NoMatchSize, bool IsByWords)
{
    private const int DefaultCount = 5;
    private const int DefaultSize = 100;

    /// <summary>The names of the options.</summary>
    public static readonly string[] Names =
        ["number_of_fragments", "fragment_size", "order", "no_match_size", "type", "boundary_scanner"];

    /// <summary>Whole values.</summary>
    public static FragmentOptions Whole { get; } = new(0, 0, IsByScore: false, NoMatchSize: 0, IsByWords: false);

    /// <summary>Reads the options.</summary>
    /// <param name="option">Returns an option by its name.</param>
    /// <exception cref="NodeException">An option is invalid, or the node does not support it.</exception>
    public static FragmentOptions Read(Func<string, JsonElement> option)
    {
        if (Text("type") is { } type and not "unified")
        {
            throw NodeException.IllegalArgument(type is "plain" or "fvh"
                ? $"this node does not support [type] with the value [{type}] in [highlight]"
                : $"unknown highlighter type [{type}] for the field");
        }

        var scanner = Text("boundary_scanner")?.ToLowerInvariant();
        return new FragmentOptions(
            Number("number_of_fragments", DefaultCount), Number("fragment_size", DefaultSize),
            Text("order")?.ToLowerInvariant() switch
            {
                null or "none" => false,
                "score" => true,
                var order => throw NodeException.IllegalArgument($"No enum constant of [order] with the value [{order}]"),
            },
            Number("no_match_size", 0),
            scanner switch
            {
                null or "sentence" => false,
                "word" => true,
                _ => throw NodeException.IllegalArgument($"this node does not support [boundary_scanner] with the value [{scanner}]"),
            });

        string? Text(string name) => JsonText.ScalarOf(option(name));

        int Number(string name, int defaultValue) => option(name) is not { ValueKind: not JsonValueKind.Undefined } value ? defaultValue
            : int.TryParse(JsonText.ScalarOf(value), out var number) && number >= 0 ? number
            : throw new NodeException(400, "x_content_parse_exception", $"[highlight_field] failed to parse field [{name}]");
    }
}
