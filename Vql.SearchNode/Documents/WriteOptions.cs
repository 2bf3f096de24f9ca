using System.Globalization;

namespace Vql.SearchNode.Documents;

/// <summary>The conditions of a write, from the URL of a request or the metadata of a bulk operation.</summary>
/// <param name="ExternalVersion">The external version. Null to increment the current version.</param>
/// <param name="AllowsEqual">Whether an external version equal to the current one is accepted.</param>
/// <param name="SequenceNumber">The sequence number that the current document must have. Null for any.</param>
/// <param name="PrimaryTerm">The primary term that the current document must have.</param>
/// <param name="RequiresAlias">Whether the target must be an alias.</param>
/// <param name="Retries">The number of times that an update is applied again after a conflict.</param>
internal readonly record struct WriteOptions(
    long? ExternalVersion, bool AllowsEqual, long? SequenceNumber, long PrimaryTerm, bool RequiresAlias, int Retries)
{
    /// <summary>The primary term of all documents. It changes only when another node takes over, which cannot happen here.</summary>
    public const long OnlyPrimaryTerm = 1;

    /// <summary>The names of the options.</summary>
    public static readonly string[] Names =
        ["version", "version_type", "if_seq_no", "if_primary_term", "require_alias", "pipeline", "routing", "retry_on_conflict"];

    private const int MaxRetries = 100;

    /// <summary>Reads the options.</summary>
    /// <param name="kind">The kind of the write.</param>
    /// <param name="get">Returns the value of an option, or null.</param>
    /// <exception cref="NodeException">A value is invalid, or the node does not support the option.</exception>
    public static WriteOptions Read(WriteKind kind, Func<string, string?> get)
    {
        var type = get("version_type");
        var version = Number(get, "version");
        var (sequence, term) = (Number(get, "if_seq_no"), Number(get, "if_primary_term"));
        if (sequence < 0)
        {
            throw NodeException.IllegalArgument($"sequence numbers must be non negative. got [{sequence}].");
        }

        if (get("pipeline") is { } pipeline and not ("" or "_none"))
        {
            throw NodeException.IllegalArgument($"pipeline with id [{pipeline}] does not exist");
        }

        if (get("routing") is not null)
        {
            throw NodeException.IllegalArgument("this node does not support [routing]");
        }

        var external = ReadExternal(type, version);
        if (external is null && version is not null)
        {
            throw Invalid(
                "internal versioning can not be used for optimistic concurrency control. " +
                "Please use `if_seq_no` and `if_primary_term` instead");
        }

        if (sequence is null != term is null)
        {
            throw Invalid(sequence is null
                ? $"ifSeqNo is unassigned, but primary term is [{term}]"
                : "ifSeqNo is set, but primary term is [0]");
        }

        if (external is not null && kind == WriteKind.Update)
        {
            throw Invalid($"version type [{type}] is not supported by the update API");
        }

        var retries = Number(get, "retry_on_conflict") ?? 0;
        if (retries is < 0 or > MaxRetries || (retries > 0 && (kind != WriteKind.Update || sequence is not null)))
        {
            throw NodeException.IllegalArgument(
                $"[retry_on_conflict] must be between 0 and {MaxRetries}, and is supported by updates without [if_seq_no] only");
        }

        if (sequence is not null && external is not null)
        {
            throw Invalid("compare and write operations can not use versioning");
        }

        return new WriteOptions(
            external, type == "external_gte", sequence, term ?? 0,
            Flags.Read("require_alias", get("require_alias"), defaultValue: false), (int)retries);
    }

    /// <summary>Reads the kind of a write from <c>op_type</c>.</summary>
    /// <exception cref="NodeException">The value is unknown.</exception>
    public static WriteKind KindOf(string? operation) => operation switch
    {
        null or "index" => WriteKind.Index,
        "create" => WriteKind.Create,
        _ => throw NodeException.IllegalArgument($"opType must be 'create' or 'index', found: [{operation}]"),
    };

    private static long? ReadExternal(string? type, long? version) => type switch
    {
        null or "internal" => null,
        "external" or "external_gt" or "external_gte" => version switch
        {
            null => throw Invalid($"illegal version value [-3] for version type [{type.ToUpperInvariant()}]"),
            < 0 => throw Invalid($"illegal version value [{version}] for version type [{type.ToUpperInvariant()}]"),
            _ => version,
        },
        _ => throw NodeException.IllegalArgument($"No version type match [{type}]"),
    };

    private static long? Number(Func<string, string?> get, string name) => get(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw NodeException.IllegalArgument($"Failed to parse long parameter [{name}] with value [{text}]");

    private static NodeException Invalid(string reason) =>
        new(400, "action_request_validation_exception", $"Validation Failed: 1: {reason};");
}
