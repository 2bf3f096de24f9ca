using System.Collections.Frozen;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>The URL parameters that an endpoint accepts.</summary>
/// <param name="Names">The names, without those that every endpoint accepts.</param>
internal sealed record AcceptedParameters(FrozenSet<string> Names)
{
    private static readonly FrozenSet<string> Common = FrozenSet.ToFrozenSet(["pretty", "human", "error_trace", "filter_path"]);

    private static readonly string[] Times = ["timeout", "master_timeout"];

    /// <summary>Rejects parameters that an endpoint does not accept.</summary>
    /// <exception cref="NodeException">A parameter is not accepted.</exception>
    public static void Check(HttpContext context)
    {
        foreach (var name in (string[])["pretty", "human", "error_trace"])
        {
            Flags.Read(name, context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null, defaultValue: false);
        }

        foreach (var name in Times.Where(context.Request.Query.ContainsKey))
        {
            if (context.Request.Query[name].ToString() is var text and not "-1")
            {
                IndexState.ReadDuration(text);
            }
        }

        var accepted = context.GetEndpoint()?.Metadata.GetMetadata<AcceptedParameters>();
        var unknown = context.Request.Query.Keys
            .Where(name => !Common.Contains(name) && accepted?.Names.Contains(name) is not true).ToList();
        if (unknown.Count > 0)
        {
            var noun = unknown.Count == 1 ? "parameter" : "parameters";
            throw NodeException.IllegalArgument(
                $"request [{context.Request.Path}] contains unrecognized {noun}: {string.Join(", ", unknown.Select(name => $"[{name}]"))}");
        }
    }
}

/// <summary>Declares the URL parameters of endpoints.</summary>
internal static class AcceptedParametersExtensions
{
    /// <summary>Declares the URL parameters of an endpoint. Others are rejected.</summary>
    public static TBuilder Accepts<TBuilder>(this TBuilder endpoint, params string[] names)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AcceptedParameters(names.ToFrozenSet()));
}
