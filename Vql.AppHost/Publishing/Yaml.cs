using YamlDotNet.Serialization;

namespace Vql.AppHost.Publishing;

/// <summary>A YAML mapping that keeps its members in insertion order.</summary>
internal sealed class YamlMap : OrderedDictionary<string, object>
{
    /// <summary>Adds a member unless its value is null or an empty collection.</summary>
    public YamlMap With(string name, object? value)
    {
        if (value is not (null or System.Collections.ICollection { Count: 0 }))
        {
            Add(name, value);
        }

        return this;
    }
}

/// <summary>Writes YAML.</summary>
internal static class Yaml
{
    // Strings that YAML 1.1 parsers read as other types, such as "on", are quoted.
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithIndentedSequences()
        .WithNewLine("\n")
        .DisableAliases()
        .Build();

    /// <summary>Writes a comment followed by documents.</summary>
    public static string Write(string comment, params IEnumerable<YamlMap> documents) =>
        $"# {comment}\n{string.Join("---\n", documents.Select(document => Serializer.Serialize(document)))}";
}
