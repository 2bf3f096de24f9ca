using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>Creates, checks and deletes indices. Failures throw <see cref="ElasticsearchException"/>.</summary>
public sealed class IndexAdmin(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>Returns whether an index or an alias with the name exists.</summary>
    public async Task<bool> ExistsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Head, $"/{index}", default, cancellationToken);
        return answer.Failure is not { Status: 404 } && Expect($"checking whether {index} exists", answer);
    }

    /// <summary>Creates the index of an entity.</summary>
    /// <param name="entity">The entity with the fields.</param>
    /// <param name="index">The name of the index. Default: the entity's index.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>True if the index was created; false if it already exists.</returns>
    public Task<bool> CreateAsync(EntityFields entity, string? index = null, CancellationToken cancellationToken = default) =>
        CreateAsync(entity, index ?? entity.Index, IndexDefinition.DefaultShards, cancellationToken);

    /// <summary>Creates the index of an entity with a number of shards.</summary>
    /// <returns>True if the index was created; false if it already exists.</returns>
    public async Task<bool> CreateAsync(EntityFields entity, string index, int shards, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Put, $"/{index}", IndexDefinition.ToJson(entity, shards), cancellationToken);
        var exists = answer.Failure is { Status: 400 } failure
            && failure.Reason.Contains("resource_already_exists_exception", StringComparison.Ordinal);
        return !exists && Expect($"creating the index {index}", answer);
    }

    /// <summary>
    /// Disables the automatic creation of indices whose names have the prefix <paramref name="index"/>. Otherwise, a write to
    /// a missing index creates the index with a dynamic mapping.
    /// </summary>
    /// <returns>Null on success, otherwise the failure, such as a conflict with another template for the same names.</returns>
    public async Task<ElasticsearchFailure?> DisableAutoCreateAsync(string index, CancellationToken cancellationToken)
    {
        var template = Encoding.UTF8.GetBytes($$"""{"index_patterns":["{{index}}*"],"allow_auto_create":false}""");
        return (await SendAsync(HttpMethod.Put, $"/_index_template/{index}", template, cancellationToken)).Failure;
    }

    /// <summary>Deletes an index.</summary>
    /// <returns>Whether the index existed.</returns>
    public async Task<bool> DeleteAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Delete, $"/{index}", default, cancellationToken);
        return answer.Failure is not { Kind: ElasticsearchFailureKind.IndexMissing }
            && Expect($"deleting the index {index}", answer);
    }

    /// <summary>Refreshes an index, which makes all previous writes searchable.</summary>
    public async Task RefreshAsync(string index, CancellationToken cancellationToken) =>
        Expect($"refreshing {index}", await SendAsync(HttpMethod.Post, $"/{index}/_refresh", default, cancellationToken));

    /// <summary>Updates dynamic settings, such as <c>{"index":{"refresh_interval":"-1"}}</c>.</summary>
    public async Task PutSettingsAsync(string index, ReadOnlyMemory<byte> settings, CancellationToken cancellationToken) =>
        Expect($"changing the settings of {index}", await SendAsync(HttpMethod.Put, $"/{index}/_settings", settings, cancellationToken));

    /// <summary>Reads the settings of an index, by its name or alias.</summary>
    public async Task<IndexSettings> ReadSettingsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await GetSettingsAsync(index, cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading the settings of {index}", answer.Failure);
    }

    /// <summary>Reads the settings of an index, by its name or alias. Returns null if the index does not exist.</summary>
    public async Task<IndexSettings?> FindSettingsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await GetSettingsAsync(index, cancellationToken);
        return answer.Succeeded ? answer.Value
            : answer.Failure.Kind == ElasticsearchFailureKind.IndexMissing ? null
            : throw new ElasticsearchException($"reading the settings of {index}", answer.Failure);
    }

    /// <summary>
    /// Points an alias to another index atomically. An index that has the name of the alias is deleted, because a name cannot
    /// be both. The previous index of an alias is kept.
    /// </summary>
    /// <param name="name">The alias that searches use.</param>
    /// <param name="target">The new index of the alias.</param>
    /// <param name="current">The current index of the alias. Null for none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task SwapAsync(string name, string target, string? current, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("actions");
            if (current == name)
            {
                WriteAction(writer, "remove_index", name, null);
            }
            else if (current is not null)
            {
                WriteAction(writer, "remove", current, name);
            }

            WriteAction(writer, "add", target, name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        Expect($"pointing {name} to {target}", await SendAsync(HttpMethod.Post, "/_aliases", body.Written, cancellationToken));
    }

    /// <summary>Compares the mapping of an index with the fields of an entity.</summary>
    /// <returns>A description of each difference. Empty if the index can be searched.</returns>
    public async Task<IReadOnlyList<string>> CheckMappingAsync(EntityFields entity, string index, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Get, $"/{index}/_mapping"), Deadline, body => Differences(body, entity), cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading the mapping of {index}", answer.Failure);
    }

    /// <summary>Checks the health of the cluster.</summary>
    /// <returns>Null if the cluster is available, otherwise the failure.</returns>
    public async Task<ElasticsearchFailure?> CheckHealthAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Get, "/_cluster/health"), deadline, ReadStatus, cancellationToken);
        return answer.Failure
            ?? (answer.Value == "red"
                ? new ElasticsearchFailure(ElasticsearchFailureKind.Incomplete, "the status of the cluster is red")
                : null);
    }

    private Task<ElasticsearchAnswer<IndexSettings>> GetSettingsAsync(string index, CancellationToken cancellationToken) =>
        _exchange.SendAsync(new TransportRequest(HttpMethod.Get, $"/{index}/_settings"), Deadline, IndexSettings.Read, cancellationToken);

    private Task<ElasticsearchAnswer<bool>> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _exchange.SendAsync(new TransportRequest(method, path, body), Deadline, static _ => true, cancellationToken);

    private static bool Expect(string action, ElasticsearchAnswer<bool> answer) =>
        answer.Succeeded ? answer.Value : throw new ElasticsearchException(action, answer.Failure);

    private static void WriteAction(Utf8JsonWriter writer, string action, string index, string? alias)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(action);
        writer.WriteString("index", index);
        if (alias is not null)
        {
            writer.WriteString("alias", alias);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string? ReadStatus(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return JsonElement.ParseValue(ref reader).GetProperty("status").GetString();
    }

    private static List<string> Differences(ReadOnlySpan<byte> body, EntityFields entity)
    {
        var reader = new Utf8JsonReader(body);
        var differences = new List<string>();
        var mapping = JsonElement.ParseValue(ref reader);
        if (!mapping.EnumerateObject().Any())
        {
            throw new FormatException("it contains no index");
        }

        foreach (var index in mapping.EnumerateObject())
        {
            var mappings = index.Value.GetProperty("mappings");
            var properties = mappings.TryGetProperty("properties", out var found) ? found : default;
            foreach (var field in entity.Fields)
            {
                if (Difference(properties, field) is { } difference)
                {
                    differences.Add($"{index.Name}: {difference}");
                }
            }
        }

        return differences;
    }

    private static string? Difference(JsonElement properties, Field field)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(field.Name, out var property))
        {
            return $"{field.Name} is missing";
        }

        var type = property.TryGetProperty("type", out var written) ? written.GetString() : "object";
        if (type != IndexDefinition.TypeOf(field.Kind))
        {
            return $"{field.Name} is {type}, not {IndexDefinition.TypeOf(field.Kind)}";
        }

        var hasNgrams = property.TryGetProperty("fields", out var fields)
            && fields.TryGetProperty(Field.NgramSuffix[1..], out _);
        return field.Kind == FieldKind.Text && !hasNgrams ? $"{field.Name}{Field.NgramSuffix} is missing" : null;
    }
}
