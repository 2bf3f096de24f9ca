using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace Vql.Tests.Api.Contract;

/// <summary>A client that NSwag generates from the OpenAPI document, compiled with code that uses it.</summary>
internal static class GeneratedClient
{
    /// <summary>Generates and compiles the client.</summary>
    /// <param name="document">The document, as JSON.</param>
    /// <param name="code">The code that uses the client, with the class <c>Sample</c>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The type <c>Sample</c>.</returns>
    public static async Task<Type> CompileAsync(string document, string code, CancellationToken cancellationToken)
    {
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "VqlClient",
            OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings =
            {
                Namespace = "Generated",
                // System.Text.Json would write the names of enumeration members instead of their values.
                JsonLibrary = CSharpJsonLibrary.NewtonsoftJson,
                // Optional members of bodies are absent unless they are set.
                GenerateOptionalPropertiesAsNullable = true,
            },
        };
        var client = new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(document, cancellationToken), settings).GenerateFile();
        var platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "Generated",
            [
                CSharpSyntaxTree.ParseText(client, cancellationToken: cancellationToken),
                CSharpSyntaxTree.ParseText(code, cancellationToken: cancellationToken),
            ],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, cancellationToken: cancellationToken);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => $"{error}"));
        return Assembly.Load(assembly.ToArray()).GetType("Sample")!;
    }
}
