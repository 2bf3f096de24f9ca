using YamlDotNet.Serialization;

namespace Vql.AppHost.Publishing;

/// <summary>A YAML mapping under construction, which keeps its members in the order they are added.</summary>
internal sealed class YamlMap : OrderedDictionary<string, object>
{
    /// <summary>Adds a member unless it has no value or is empty.</summary>
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
    // Strings that older readers take for something else, such as "on", are quoted.
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithIndentedSequences()
        .WithNewLine("\n")
        .DisableAliases()
        .Build();

    /// <summary>Writes documents, after a line of comment.</summary>
    public static string Write(string comment, params IEnumerable<YamlMap> documents) =>
        $"# {comment}\n{string.Join("---\n", documents.Select(document => Serializer.Serialize(document)))}";
}
